"""Noise: drawn numbers that meet the data that a function is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.functions import read_parameters
from flake8_nnx_rng.syntax.nodes import arguments, field_of, targets
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node

_OF_DATA = ("categorical", "bernoulli", "permutation", "choice")
"""Samplers that take data beside the key, not only a shape."""

MIXING = ("+", "-", "*", "/")
"""Operators that add noise to data, or scale data by it."""
_NOT_DATA = frozenset({"self", "cls", "rngs", "rng", "key"})


def data_names(node: Node, among: set[str] | None = None) -> set[str]:
    """The parameters of the functions around a node, and the names computed from them.

    `among` are those of the innermost function, where it is known which of them are data.
    """
    functions = [outer for outer in node.ancestors() if outer.kind in FUNCTIONS]
    known = functions if among is None else functions[1:]
    found = {p.name for function in known for p in read_parameters(function)} - _NOT_DATA
    found |= among or set()
    for function in reversed(functions):
        for assignment in function.find_all("assignment"):
            value = assignment.field("right")
            if value is not None and is_data(value, found):
                found |= {name.text for name in targets(field_of(assignment, "left"))}
    return found


def is_data(value: Node, data: set[str]) -> bool:
    """Whether an expression is computed from data, and is more than the size of it."""
    return _mentions(value, data) and not _is_size(value)


def is_like(sample: Node, data: set[str]) -> bool:
    """Whether drawn numbers have the shape of data, or are drawn from it."""
    given = arguments(sample)
    values = given.values
    name = field_of(sample, "function").text.rpartition(".")[2]
    return any(_is_shape(value) and _mentions(value, data) for value in values) or (
        name in _OF_DATA
        and any(value.kind == "identifier" and value.text in data for value in values)
    )


def is_mixed(value: Node, data: set[str]) -> bool:
    """Whether a value is added to data or scales it; a product of matrices is no noise.

    What `self` holds is data where the sum takes its place: `self.x = self.x + noise`.
    """
    inner, outer = value, value.parent
    others: set[str] = set()
    while outer is not None and outer.kind in ("binary_operator", "parenthesized_expression"):
        if outer.kind == "binary_operator":
            if field_of(outer, "operator").text not in MIXING:
                return False
            rest = [part for part in outer.parts if part != inner]
            if any(_mentions(part, data) for part in rest):
                return True
            others.update(part.text for part in rest)
        inner, outer = outer, outer.parent
    return outer is not None and _changes_state(outer, others, data)


def _changes_state(statement: Node, others: set[str], data: set[str]) -> bool:
    """Whether a sum is put where one of its other operands was."""
    if statement.kind == "augmented_assignment":
        left, is_sum = field_of(statement, "left"), field_of(statement, "operator").text[:-1]
        return is_sum in MIXING and (_is_own(left) or _mentions(left, data))
    if statement.kind != "assignment":
        return False
    left = field_of(statement, "left")
    return _is_own(left) and left.text in others


def _is_own(target: Node) -> bool:
    """Whether this is `self.x`, or an element of it."""
    return target.text.startswith("self.")


def _is_shape(value: Node) -> bool:
    """`x.shape` as a whole; a part of it may be the size of weights."""
    return value.kind == "attribute" and field_of(value, "attribute").text == "shape"


def _is_size(value: Node) -> bool:
    """`x.shape`, `x.shape[0]`, `len(x)`: no data itself."""

    if value.kind == "subscript":
        value = field_of(value, "value")
    return _is_shape(value) or value.text.startswith("len(")


def _mentions(node: Node, names: set[str]) -> bool:
    found = [node] if node.kind == "identifier" else node.find_all("identifier")
    return any(name.text in names for name in found)
