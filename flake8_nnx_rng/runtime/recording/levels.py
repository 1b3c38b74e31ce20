"""The transforms around the code that is being traced, kept for each thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import jax

from flake8_nnx_rng.runtime.recording.draws import Frame

LANES = ("vmap", "pmap", "shard_map")
"""Transforms whose index is asked of JAX: `jax.lax.axis_index` of their axis."""
STEPS = ("scan", "map", "fori_loop")
"""Transforms whose index is counted on arrival: their steps come one after the other."""


@dataclass(frozen=True)
class Held:
    """A transform while its body is traced.

    `axis` is the name of the mapped axis, `number` tells transforms apart that look alike.
    """

    kind: str
    size: int | None = None
    axis: Any = None
    number: int = 0
    backwards: bool = False
    raw: bool = False
    place: Frame | None = None


class _Stack(threading.local):
    levels: tuple[Held, ...] = ()


_STACK = _Stack()


def around() -> tuple[Held, ...]:
    """The transforms around this point of the trace, outermost first."""
    return _STACK.levels


@contextmanager
def inside(level: Held) -> Iterator[None]:
    """A transform held while its body is traced."""
    before = _STACK.levels
    _STACK.levels = (*before, level)
    try:
        with _traced_apart(_STACK.levels):
            yield
    finally:
        _STACK.levels = before


def lanes(levels: tuple[Held, ...]) -> list[Any]:
    """The index in each mapped axis: int32 scalars, traced."""
    return [jax.lax.axis_index(level.axis) for level in levels if level.kind in LANES]


_make_context: Any = getattr(jax, "make_user_context", None)
_CONTEXT = _make_context(()) if _make_context else None


def _traced_apart(levels: tuple[Held, ...]) -> Any:
    """Keep JAX from using a trace that it made of the same function at another level.

    JAX keys its caches of traces by a context that a program may add to; up to JAX 0.7.0 only by
    names of axes.
    """
    if _CONTEXT is not None:
        return _CONTEXT(levels)
    from jax._src import core

    return core.extend_axis_env_nd([(("recorded", levels), 1)])
