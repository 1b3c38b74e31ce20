"""Whether a step of a scan can return a pair: a carry, and an output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.functions import own_returns
from flake8_nnx_rng.semantics.program.parameter_uses import MAKING_ARRAYS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.program.functions import Function
    from flake8_nnx_rng.semantics.program.names import Names
    from flake8_nnx_rng.syntax.tree import Node

_SINGLE = frozenset(
    {"integer", "float", "string", "true", "false", "none"}
    | {"unary_operator", "not_operator", "comparison_operator"}
)
_ARRAYS = (*MAKING_ARRAYS, "jax.random.")


def returns_no_pair(function: Function, names: Names) -> bool:
    """Whether a function certainly returns one array or number, whatever its arguments are."""
    if function.node.kind == "lambda":
        return _is_single(function.body, names)
    values = (value for node in own_returns(function.node) for value in node.parts[:1])
    return any(_is_single(value, names) for value in values)


def _is_single(node: Node, names: Names) -> bool:
    """A number, `not x`, `-x`; `x + jnp.ones(3)`, but not `(a,) + b`."""
    if node.kind == "binary_operator":
        return any(_makes_single(operand, names) for operand in node.parts)
    return node.kind in _SINGLE


def _makes_single(operand: Node, names: Names) -> bool:
    """What makes an array of whatever it is added to; a tuple takes no `[...]`."""
    if operand.kind == "subscript":
        return any(part.kind == "ellipsis" for part in operand.parts)
    return (names.called(operand) or "").startswith(_ARRAYS) or _is_single(operand, names)
