"""Loops without a known end, which tell their draws in batches instead of at each step."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from flake8_nnx_rng.runtime.recording.bodies import Function
from flake8_nnx_rng.runtime.recording.gathering import gathering, inside_a_trace

_MOST = 1024
"""Steps in a batch, or fewer where a step draws much."""
_ROOM = 2**20
"""Numbers that a batch may hold."""


def while_gathering(original: Function, go_on: Function, body: Function, start: Any) -> Any:
    """`jax.lax.while_loop(go_on, body, start)`, as a loop over batches of steps.

    The condition is asked as often as in a plain loop, since it may draw as well. In lanes of which
    some end earlier nothing is told for those that have ended: a batch of theirs has no step.
    """
    started = go_on(start)
    kept = _room(body, start)
    boolean = getattr(started, "shape", None) == () and started.dtype == bool
    if not jax.tree.leaves(kept) or not boolean or jax.config.values["jax_disable_jit"]:
        return original(go_on, body, start)
    size = jax.tree.leaves(kept)[0].shape[0]

    def step(state: Any) -> Any:
        n, _, value, kept = state
        with gathering(n) as found:
            value = body(value)
        at = [each.values for each in found]
        kept = jax.tree.map(lambda room, drawn: room.at[n].set(drawn), kept, at)
        tells[:] = [each.tell for each in found]
        return n + 1, go_on(value), value, kept

    def batch(state: Any) -> Any:
        inner = original(lambda s: (s[0] < size) & s[1], step, (jnp.int32(0), *state, kept))
        n, going, value, drawn = inner
        jax.debug.callback(_telling(tuple(tells)), n, drawn)
        return going, value

    tells: list[Any] = []
    _, result = original(lambda s: s[0], batch, (started, start))
    return result


def _room(body: Function, start: Any) -> Any:
    """Zeros for what a batch of steps will tell."""

    def told(value: Any) -> Any:
        with gathering(inside_a_trace()) as found:
            body(value)
        return [each.values for each in found]

    shapes = jax.eval_shape(told, start)
    numbers = max(1, sum(leaf.size for leaf in jax.tree.leaves(shapes)))
    size = max(1, min(_MOST, _ROOM // numbers))
    return jax.tree.map(lambda leaf: jnp.zeros((size, *leaf.shape), leaf.dtype), shapes)


def _telling(tells: tuple[Any, ...]) -> Function:
    def tell(n: Any, drawn: Any) -> None:
        for each, values in zip(tells, drawn, strict=True):
            each(*(value[: int(n)] for value in values))

    return tell
