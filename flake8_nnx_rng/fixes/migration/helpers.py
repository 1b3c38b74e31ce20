"""Helpers: functions that a migrated module gets, where no call says what was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.syntax.nodes import is_field

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.syntax.tree import Node

_IMPORT = "from flax import nnx\n"


@dataclass(frozen=True)
class Helper:
    """A function by its name and its source, in which `nnx` is the module."""

    name: str
    source: str

    def definition(self, bench: Bench, reference: Node) -> list[Edit]:
        """The function, before all that may need it; none where it is there, or `Refused`."""
        text = self._written(bench, reference)
        if text in bench.module.source.text.replace(bench.style.newline, "\n"):
            return []
        if any(map(_is_name, bench.module.mentions_by_name(self.name))):
            raise Refused(
                f"the name {self.name}, that of the helper which it takes, is used for other things"
            )
        root = bench.module.root
        around = (reference, *reference.ancestors())
        statement = next(node for node in around if node.parent == root)
        line = bench.line_start(_first_definition(bench, statement.start))
        text = f"{_blank_lines(bench, line)}{text}\n\n".replace("\n", bench.style.newline)
        return [Edit(line, line, text, shared=True)]

    def _written(self, bench: Bench, reference: Node) -> str:
        """The source with the names and the indents of the module."""
        head, docstring, body = self.source.partition('."""\n')
        prefix = _prefix(bench, reference)
        body = body.replace("nnx.", prefix) if prefix else f"    {_IMPORT}{body}"
        return f"{head}{docstring}{body}".replace("    ", bench.style.indent)


def _is_name(mention: Node) -> bool:
    """Whether it means something in a scope, unlike keywords of calls and attributes."""
    parent = mention.parent
    part = {"attribute": "attribute", "keyword_argument": "name"}.get(parent.kind if parent else "")
    return parent is None or part is None or not is_field(parent, part, mention)


def _prefix(bench: Bench, reference: Node) -> str:
    """What stands before a name of `flax.nnx` at the top of the module, with its dot."""
    spelling = bench.spell("iter_graph", reference)
    if spelling is None or spelling.needed is not None:
        return ""
    prefix = spelling.text.removesuffix("iter_graph")
    scope = bench.module.scope_at(bench.module.root.start)
    return prefix if prefix.partition(".")[0] in scope.bindings else ""


def _blank_lines(bench: Bench, line: int) -> str:
    """What lacks of two blank lines above a line, but for the first of a file."""
    above = bench.text(0, line).replace(bench.style.newline, "\n")
    there = len(above) - len(above.rstrip("\n"))
    return "\n" * max(3 - there, 0) if above.strip() else ""


def _first_definition(bench: Bench, offset: int) -> int:
    """The first class, function or decorated one at the top level, or the use if that is first."""
    kinds = ("decorated_definition", "class_definition", "function_definition")
    children = (node for node in bench.module.root.parts if node.kind in kinds)
    return min([offset, *(node.start for node in children)])
