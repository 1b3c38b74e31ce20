"""Calls that give split RNG state, in all their forms."""

from __future__ import annotations

import ast

from mutations.program import dotted, option
from mutations.stacks import SPLITTING

_FUNCTIONS = {f"nnx.{name}" for name in SPLITTING}
_NO_METHODS = {"jax.random.split", "nnx.split", "nnx.fork"}


def is_split(node: ast.AST | None) -> bool:
    """Whether an expression is a call of `nnx.split_rngs` or its relatives."""
    return isinstance(node, ast.Call) and dotted(node.func) in _FUNCTIONS


def split_size(call: ast.Call) -> ast.expr | None:
    """How many keys a call splits into, None if it does not split."""
    if is_split(call):
        return option(call, "splits") or option(call, "split")
    match method_of(call):
        case "fork":
            return option(call, "split")
        case "split":
            return call.args[0] if call.args else option(call, "split")
    return None


def receiver(call: ast.Call) -> ast.expr | None:
    """The Rngs or stream whose `fork` or `split` is called."""
    is_method = method_of(call) in ("fork", "split") and isinstance(call.func, ast.Attribute)
    return call.func.value if is_method else None  # type: ignore[attr-defined]


def method_of(call: ast.Call) -> str:
    """The name of the method that is called, empty for functions of `nnx` and `jax.random`."""
    if isinstance(call.func, ast.Attribute) and dotted(call.func) not in _NO_METHODS:
        return call.func.attr
    return ""
