"""Draws of a loop gathered as its outputs, since a callback at each step takes long."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax

Tell = Callable[..., None]


@partial(jax.tree_util.register_dataclass, data_fields=["values"], meta_fields=["tell"])
@dataclass(frozen=True)
class Gathered:
    """Whom to tell, and what: of one step, or after the loop of all (one more axis in front)."""

    tell: Tell
    values: tuple[Any, ...]


class _Loops(threading.local):
    around: tuple[tuple[Any, list[Gathered]], ...] = ()


_LOOPS = _Loops()


@contextmanager
def gathering(step: Any) -> Iterator[list[Gathered]]:
    """Gather what is told while a loop's body is traced, with its step (int32[])."""
    before, found = _LOOPS.around, list[Gathered]()
    _LOOPS.around = (*before, (getattr(step, "_trace", None), found))
    try:
        yield found
    finally:
        _LOOPS.around = before


def gathered(tell: Tell, values: tuple[Any, ...]) -> bool:
    """Whether values went to the innermost loop: those of its own trace and of loops around it.

    What a transform or a branch inside the loop has made cannot leave that as an output.
    """
    traces = [trace for trace, _ in _LOOPS.around]
    inside = [value._trace for value in values if isinstance(value, jax.core.Tracer)]
    if not traces or not any(trace is traces[-1] for trace in inside[:1]):
        return False
    if not all(any(trace is known for known in traces) for trace in inside):
        return False
    _LOOPS.around[-1][1].append(Gathered(tell, values))
    return True
