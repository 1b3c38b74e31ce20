"""Whoever wants to know of draws, and how a running program tells them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from flake8_nnx_rng.runtime.recording.later import LATER

if TYPE_CHECKING:
    from flake8_nnx_rng.runtime.recording.arrivals import Site
    from flake8_nnx_rng.runtime.recording.held import Held
    from flake8_nnx_rng.runtime.recording.seeds import Key


class Listener(Protocol):
    """Whoever wants to know of draws."""

    def take(self, site: Site, key: Any, count: Any, *indices: Any) -> None:
        """A draw that ran."""

    def enter(self, levels: tuple[Held, ...], *indices: Any) -> None:
        """A checkpointed function that was called."""

    def seed(self, words: Key, kind: Any, *, broadcast: bool = False) -> None:
        """A key that a new stream begins with, or one that was broadcast, as `Seeds.add` has it."""

    def refuse(self, site: Site) -> None:
        """A draw that Flax refused."""


LISTENERS: list[Listener] = []
"""The recordings that are going on."""


class _Waiting(threading.local):
    """What is around this point of the trace and may take what is told, innermost last."""

    around: tuple[Callable[[Callable[..., None], tuple[Any, ...]], bool], ...] = ()


waiting = _Waiting()


def emit(tell: Callable[..., None], *values: Any) -> None:
    """Call a function with these values when the program runs; at once if they are known.

    Not in a shard_map that is not compiled, where JAX's callbacks fail.
    """
    import jax

    if any(type(value).__name__ == "ShardMapTracer" for value in values):
        return
    if waiting.around and waiting.around[-1](tell, values):
        return
    if any(isinstance(value, jax.core.Tracer) for value in values):
        jax.debug.callback(tell, *values)
    else:
        LATER.tell()
        tell(*values)
