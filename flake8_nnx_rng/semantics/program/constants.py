"""Constants: seeds and keys that are the same on every call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.nodes import arguments, integer

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.program.names import Names
    from flake8_nnx_rng.syntax.tree import Node

KEYS = frozenset({"jax.random.key", "jax.random.PRNGKey"})


def is_constant(expression: Node, names: Names, depth: int = 10) -> bool:
    """Whether a number or key is written out: `0`, `SEED + 1`, `jax.random.key(0)`."""

    kind = expression.kind
    if depth == 0:
        return False
    if kind in ("string", "none") or integer(expression) is not None:
        return True
    if kind == "binary_operator":
        return all(is_constant(part, names, depth - 1) for part in expression.parts)
    if kind == "call":
        return names.called(expression) in KEYS and has_constants(expression, names, depth - 1)
    value = names.value(expression) if kind == "identifier" else None
    return value is not None and is_constant(value, names, depth - 1)


def has_constants(call: Node, names: Names, depth: int = 10) -> bool:
    """Whether a call has arguments, and only constants."""
    given = arguments(call)
    values = given.values
    if given.unpacks or not values:
        return False
    return all(is_constant(value, names, depth) for value in values)
