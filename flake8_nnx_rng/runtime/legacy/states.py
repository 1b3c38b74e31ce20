"""States that are copies: since 0.11.0 a state holds the very Variables of its node."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import jax
import numpy as np
from flax import nnx


class _Held(nnx.Module):
    """A module with one Variable; of numpy, so that JAX does not look for devices yet."""

    def __init__(self) -> None:
        self.held = nnx.Variable(np.zeros(()))


SHARED = any(
    isinstance(leaf, nnx.Variable)
    for leaf in jax.tree.leaves(
        nnx.state(_Held()), is_leaf=lambda leaf: isinstance(leaf, nnx.Variable)
    )
)
"""Whether what is drawn from a node would show in the states taken from it."""


def copied(tree: Any) -> Any:
    """The tree with Variables of its own, with the same values."""
    return jax.tree.map(lambda leaf: leaf, tree)


def giving_copies(function: Callable[..., Any]) -> Callable[..., Any]:
    """`nnx.split` and `nnx.state`, whose states do not change with the node."""

    @wraps(function)
    def separate(*args: Any, **keywords: Any) -> Any:
        return copied(function(*args, **keywords))

    return separate


def taking_copies(function: Callable[..., Any]) -> Callable[..., Any]:
    """`nnx.merge` and the like, whose nodes do not change with the states."""

    @wraps(function)
    def separate(first: Any, *states: Any, **keywords: Any) -> Any:
        return function(first, *(copied(state) for state in states), **keywords)

    return separate
