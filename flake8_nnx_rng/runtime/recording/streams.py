"""Streams of Flax that tell of each draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any

import jax
from flax import nnx

from flake8_nnx_rng.runtime.recording import origins
from flake8_nnx_rng.runtime.recording.arrivals import Site
from flake8_nnx_rng.runtime.recording.frames import purpose, users_frames
from flake8_nnx_rng.runtime.recording.levels import around, indices
from flake8_nnx_rng.runtime.recording.listeners import LISTENERS, emit
from flake8_nnx_rng.runtime.recording.origins import origin_of
from flake8_nnx_rng.runtime.recording.passages import forget_places, noting, passages
from flake8_nnx_rng.runtime.recording.patching import replaced


@contextmanager
def patched() -> Iterator[None]:
    """Streams that tell the listeners, for a time."""
    with ExitStack() as stack:
        stack.enter_context(origins.patched())
        stack.enter_context(replaced(nnx.RngStream, "__call__", _telling))
        stack.enter_context(replaced(nnx, "scan", noting))
        stack.callback(forget_places)
        yield


def _telling(draw: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(draw)
    def __call__(self: Any) -> Any:  # noqa: N807
        if not LISTENERS:
            return draw(self)
        count, levels = self.count[...], around()
        origin, ways = origin_of(self), passages(self)
        site = Site(_name(self), levels, users_frames(), ways, purpose(), origin)
        try:
            key = draw(self)
        except Exception as error:
            if type(error).__name__ == "TraceContextError":  # Flax has moved it about
                for listener in LISTENERS:
                    listener.refuse(site)
            raise

        def tell(*values: Any) -> None:
            for listener in LISTENERS:
                listener.take(site, *values)

        emit(tell, jax.random.key_data(key), count, *indices())
        return key

    return __call__


def _name(stream: Any) -> str:
    """The name of a stream; up to Flax 0.9 its key has it."""
    return str(getattr(stream, "tag", None) or stream.key.tag)
