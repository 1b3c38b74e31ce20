"""Imports of a module: each imported name with the path that it is imported from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.syntax.nodes import field_of, imported_names

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node


class Imported(NamedTuple):
    """One name of an import statement; `module` is empty in `import path`."""

    node: Node
    module: str
    name: str

    @property
    def path(self) -> str:
        """The dotted path of what is imported."""
        return f"{self.module}.{self.name}" if self.module else self.name


def read_imports(statements: list[Node]) -> Iterator[Imported]:
    """Every absolute import in import statements; relative ones are never of Flax."""
    for statement in statements:
        if statement.kind == "import_statement":
            for child in statement.parts:
                yield Imported(child, "", _original(child))
            continue
        module = field_of(statement, "module_name")
        if module.kind == "relative_import":
            continue
        for child in imported_names(statement):
            yield Imported(child, _path(module), _original(child))
        if any(child.kind == "wildcard_import" for child in statement.parts):
            yield Imported(statement, "", _path(module))


def _original(child: Node) -> str:
    return _path(field_of(child, "name") if child.kind == "aliased_import" else child)


def _path(node: Node) -> str:
    """A dotted name without the spaces that Python allows in it."""
    return "".join(node.text.replace("\\", " ").split())
