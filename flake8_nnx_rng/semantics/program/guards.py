"""Guards: code that already asks which Flax it runs on, or catches what a missing API raises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.syntax.nodes import arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.program.names import Names
    from flake8_nnx_rng.syntax.tree import Node

_CATCHES = re.compile(
    r"\b(?:(?:Import|ModuleNotFound|Attribute|Type)Error|(?:Base)?Exception)\b",
)
_VERSION = re.compile(r"(?<![A-Za-z])version|(?<![a-z])Version|VERSION|\bsignature\s*\(")
_EXPECTS = re.compile(r"\b(?:raises|assertRaises\w*)\(")
_BRANCHES = ("if_statement", "elif_clause", "conditional_expression", "match_statement")
_LEAVES = ("return_statement", "raise_statement", "continue_statement")


class Guards:
    """Finds the guards around nodes of one module."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._ways_out: dict[Node, int] = {}
        """Where in each block the first `if` stands that asks and ends what comes after it."""

    def protects(self, node: Node) -> bool:
        """Whether the code around a node knows that an API may be missing."""
        around = [node, *node.ancestors()]
        return any(_catches(outer) or self._is_behind_a_way_out(outer) for outer in around) or any(
            self._asks(question) for outer in around for question in _questions(outer)
        )

    def _is_behind_a_way_out(self, node: Node) -> bool:
        """Whether an `if` that asks stands before it in its block and ends what comes after."""
        parent = node.parent
        if parent is None or parent.kind not in ("block", "module"):
            return False
        if parent not in self._ways_out:
            left = (part for part in parent.parts if part.kind == "if_statement" and _leaves(part))
            asking = (part.start for part in left if self._asks(field_of(part, "condition")))
            self._ways_out[parent] = next(asking, parent.end)
        return self._ways_out[parent] < node.start

    @staticmethod
    def expects_failure(node: Node) -> bool:
        """Whether the code around a node is there to raise: `with pytest.raises(...)`."""
        statements = (outer for outer in node.ancestors() if outer.kind == "with_statement")
        return any(_EXPECTS.search(outer.parts[0].text) for outer in statements)

    def _asks(self, question: Node) -> bool:
        """Whether a condition depends on a version, or on what Flax has."""
        if self._tells(question):
            return True
        values = (self.names.value(name) for name in _identifiers(question))
        return any(value is not None and self._tells(value) for value in values)

    def _tells(self, expression: Node) -> bool:
        if _VERSION.search(expression.text):
            return True
        calls = [expression, *expression.find_all("call")]
        return any(self._inspects(call) for call in calls if call.kind == "call")

    def _inspects(self, call: Node) -> bool:
        """Whether `hasattr` or `getattr` looks for something that a release of Flax has."""
        if field_of(call, "function").text not in ("hasattr", "getattr"):
            return False
        looked_at, *name = arguments(call).positional[:2]
        if (self.names.symbol(looked_at) or "").startswith(("flax", "jax")):
            return True
        wanted = name[0].text.strip("\"'") if name else ""
        status = releases.method_status("Rngs", wanted, releases.newest())
        return wanted in releases.all_exports() or status.kind is not releases.StatusKind.UNKNOWN


def _identifiers(node: Node) -> list[Node]:
    return [node] if node.kind == "identifier" else list(node.find_all("identifier"))


def _questions(outer: Node) -> Iterator[Node]:
    """The conditions around a node that decide whether it runs."""
    kind = outer.kind
    if kind in _BRANCHES:
        condition = outer.field("condition") or outer.field("subject")
        yield condition if condition is not None else outer.parts[1]  # a if CONDITION else b
    elif kind == "boolean_operator":
        yield field_of(outer, "left")


def _leaves(statement: Node) -> bool:
    """Whether the first branch of an `if` ends what comes after it."""
    last = field_of(statement, "consequence").parts[-1:]
    return bool(last) and last[0].kind in _LEAVES


def _catches(outer: Node) -> bool:
    if outer.kind == "with_statement":  # contextlib.suppress, pytest.raises
        clause = outer.parts[0]
        return _CATCHES.search(clause.text) is not None
    if outer.kind != "try_statement":
        return False
    return any(_is_handled(part) for part in outer.parts if part.kind == "except_clause")


def _is_handled(clause: Node) -> bool:
    """Whether a handler is for a missing API and does not just raise it again."""
    *caught, block = clause.parts
    last = block.parts[-1:]
    if last and last[0].text == "raise":
        return False
    return not caught or _CATCHES.search(caught[0].text) is not None
