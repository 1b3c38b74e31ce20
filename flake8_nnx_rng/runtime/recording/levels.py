"""The transforms around the code that is being traced, kept for each thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import jax

from flake8_nnx_rng.runtime.recording.draws import INDEXED, LANES
from flake8_nnx_rng.runtime.recording.held import Held


class _Stack(threading.local):
    levels: tuple[Held, ...] = ()
    steps: tuple[Any, ...] = ()


_STACK = _Stack()


def around() -> tuple[Held, ...]:
    """The transforms around this point of the trace, outermost first."""
    return _STACK.levels


@contextmanager
def inside(level: Held, step: Any = None) -> Iterator[None]:
    """A transform held while its body is traced, with the step of a loop (int32[])."""
    before = _STACK.levels, _STACK.steps
    _STACK.levels, _STACK.steps = (*before[0], level), (*before[1], step)
    try:
        with _traced_apart(_STACK.levels):
            yield
    finally:
        _STACK.levels, _STACK.steps = before


def indices() -> list[Any]:
    """The lane or step in each transform around that has one: int32[], traced."""
    return [
        jax.lax.axis_index(level.axis) if level.kind in LANES else step
        for level, step in zip(_STACK.levels, _STACK.steps, strict=True)
        if level.kind in INDEXED
    ]


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
