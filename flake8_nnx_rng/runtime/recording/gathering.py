"""Draws gathered as outputs of what is compiled, mapped or looped: each callback takes long."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp

from flake8_nnx_rng.runtime.recording.later import LATER
from flake8_nnx_rng.runtime.recording.listeners import emit, waiting

Tell = Callable[..., None]


@partial(jax.tree_util.register_dataclass, data_fields=["values"], meta_fields=["tell"])
@dataclass(frozen=True)
class Gathered:
    """Whom to tell, and what: of one step or lane, or after all (one more axis in front)."""

    tell: Tell
    values: tuple[Any, ...]


def inside_a_trace() -> Any:
    """A value of the function that is being traced (int32[]); a plain one if none is."""
    return jax.lax.iota(jnp.int32, 1)[0]


@contextmanager
def gathering(marker: Any) -> Iterator[list[Gathered]]:
    """Gather what is told while a function is traced, in which the marker (int32[]) was made."""
    before, found = waiting.around, list[Gathered]()
    home = _trace(marker)
    nothing = marker * 0
    waiting.around = (*before, partial(_gathered, home, nothing, found))
    try:
        yield found
    finally:
        waiting.around = before


def _gathered(
    home: Any, nothing: Any, found: list[Gathered], tell: Tell, values: tuple[Any, ...]
) -> bool:
    """Whether values can leave the function as its outputs, and so went to what it gathers.

    What a transform or a branch inside the function has made cannot.
    """
    if home is None:
        return False
    ours = tuple(value + nothing.astype(jnp.result_type(value)) for value in values)
    if any(_trace(value) is not home for value in ours):
        return False
    found.append(Gathered(tell, ours))
    return True


def _trace(value: Any) -> Any:
    """The trace that a value belongs to; up to JAX 0.4.35 each operation wraps it anew."""
    trace = getattr(value, "_trace", None)
    main = getattr(trace, "main", None)
    return trace if main is None else main


def tell_all(found: Iterable[Gathered]) -> None:
    """Tell what was gathered: at once, at the end of what is around it, or when it has run."""
    for each in found:
        if any(isinstance(value, jax.core.Tracer) for value in each.values):
            emit(each.tell, *each.values)
        else:
            LATER.add(each.tell, each.values)
