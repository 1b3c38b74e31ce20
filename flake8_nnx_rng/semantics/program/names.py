"""Names as Flax knows them: every spelling of an import resolved to one canonical name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.syntax.bindings import Binding, BindingKind
from flake8_nnx_rng.syntax.nodes import elements, field_of
from flake8_nnx_rng.syntax.text import USUAL

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.module import Module
    from flake8_nnx_rng.syntax.tree import Node

NNX = "flax.nnx"
RNGS = f"{NNX}.Rngs"
_UNIONS = ("Optional", "Union", "Annotated")
_OLD_NNX = "flax.experimental.nnx"


def canonical(path: str) -> str:
    """`flax.nnx.vmap` for every path at which any release keeps it; other paths as they are."""
    if not path.startswith("flax."):
        return path
    name = releases.canonical_export(path)
    if name is not None:
        return f"{NNX}.{name}"
    return NNX if path == _OLD_NNX else path


def exported_name(path: str) -> str | None:
    """`vmap` for `flax.nnx.vmap` and `flax.experimental.nnx.vmap`; None for any other path."""
    owner, _, name = path.rpartition(".")
    return name if owner in (NNX, _OLD_NNX) else None


def _is_below(path: str, handed: frozenset[str]) -> bool:
    """Whether a path is one of those that are handed on, or an attribute of one."""
    return path in handed or any(path.startswith(f"{other}.") for other in handed)


class Names:
    """Resolves expressions of one module."""

    brought: Callable[[str], frozenset[str]] | None = None
    """The paths of a name that comes by `from module import *`, where that is known."""
    led: Callable[[str], frozenset[str]] | None = None
    """Where the path of an import leads to that goes by way of other files of the project."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self._symbols: dict[Node, str | None] = {}

    def symbol(self, expression: Node) -> str | None:
        """The canonical dotted name of an expression when every way to reach it agrees."""
        if expression not in self._symbols:
            found = {canonical(path) for path in self._paths(expression)}
            self._symbols[expression] = found.pop() if len(found) == 1 else None
        return self._symbols[expression]

    def nnx(self, expression: Node) -> str | None:
        """The name in `flax.nnx` that an expression stands for: "vmap", "Rngs"."""
        symbol = self.symbol(expression)
        prefix = NNX + "."
        return symbol.removeprefix(prefix) if symbol and symbol.startswith(prefix) else None

    def exported(self, expression: Node) -> str | None:
        """The name that an expression takes from the namespace itself, `nnx.vmap`.

        None for the same object taken from a private module, where it may outlive the export, and
        for what another file of the project took, which is its business.
        """
        paths = self._paths(expression)
        if expression.kind == "attribute":
            name = field_of(expression, "attribute").text
            paths = frozenset(f"{p}.{name}" for p in self._paths(field_of(expression, "object")))
        found = {exported_name(path) for path in paths}
        return found.pop() if len(found) == 1 else None

    def paths_of(self, dotted: str, offset: int) -> frozenset[str]:
        """The paths of imports that a dotted name may stand for at an offset, to their ends."""
        return self._to_the_end(self.module.paths_of(dotted, offset))

    def _to_the_end(self, paths: frozenset[str]) -> frozenset[str]:
        """What is handed on by other files of the project, as Flax calls it."""
        handed = self.module.source.outline.handed.paths if self.led else frozenset()
        if self.led is None or not handed:
            return paths
        return frozenset().union(*(self.led(p) if _is_below(p, handed) else {p} for p in paths))

    def _paths(self, expression: Node) -> frozenset[str]:
        """The paths of imports, those that `from module import *` brings as well."""
        found = self._to_the_end(self.module.paths(expression))
        if found or self.brought is None or not self.module.starred:
            return found
        root = expression
        while root.kind == "attribute":
            root = field_of(root, "object")
        if root.kind != "identifier" or not self._may_be_brought(root.text):
            return found
        if self.module.reaching(root):
            return found
        rest = expression.text[len(root.text) :]
        return frozenset(path + rest for path in self.brought(root.text))

    def _may_be_brought(self, name: str) -> bool:
        return name in USUAL or name in self.module.source.outline.handed.names

    def annotates(self, annotation: Node, symbol: str, *, alone: bool = False) -> bool:
        """Whether an annotation says this class: itself, in quotes, or as one of several.

        `alone` allows none beside it but None.
        """
        said = self._said(annotation)
        return symbol in said and (not alone or said <= {symbol, "None"})

    def _said(self, annotation: Node) -> set[str]:
        """The canonical names of the alternatives of an annotation."""
        kind = annotation.kind
        if kind == "string":
            written = annotation.text.strip("\"' ").split("|")
            return {self._quoted(member.strip(), annotation.start) for member in written}
        union = kind == "binary_operator" and "|" in annotation.text
        if kind in ("type", "type_parameter") or union:
            return set().union(*(self._said(part) for part in annotation.parts))
        if kind in ("generic_type", "subscript"):
            container, *members = annotation.parts
            if container.text.rpartition(".")[2] not in _UNIONS:
                return {annotation.text}
            none = {"None"} if container.text.endswith("Optional") else set()
            return none.union(*(self._said(member) for member in members))
        return {self.symbol(annotation) or annotation.text}

    def _quoted(self, dotted: str, offset: int) -> str:
        found = {canonical(path) for path in self.paths_of(dotted, offset)}
        return found.pop() if len(found) == 1 else dotted

    def called(self, call: Node) -> str | None:
        """The canonical name of what a call calls."""
        return self.symbol(field_of(call, "function")) if call.kind == "call" else None

    def binding(self, expression: Node) -> Binding | None:
        """The one binding that an identifier can stand for."""
        if expression.kind != "identifier":
            return None
        ways = self.module.ways(expression)
        return None if ways is None else ways.only

    def value(self, expression: Node) -> Node | None:
        """The expression that was assigned to a name, where it is certain and written."""
        binding = self.binding(expression)
        if binding is None or binding.value is None:
            return None
        if binding.kind is BindingKind.VALUE:
            return binding.value
        if binding.kind is not BindingKind.UNPACKED or binding.index is None:
            return None
        values = elements(binding.value)
        fits = values is not None and -len(values) <= binding.index < len(values)
        return values[binding.index] if values is not None and fits else None
