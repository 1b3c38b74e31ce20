"""Where streams are made."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import wraps
from typing import Any

import jax
from flax import nnx

from flake8_nnx_rng.runtime.recording.draws import Origin
from flake8_nnx_rng.runtime.recording.frames import is_broadcast, made_by_flax, users_frames
from flake8_nnx_rng.runtime.recording.levels import around
from flake8_nnx_rng.runtime.recording.listeners import LISTENERS, emit
from flake8_nnx_rng.runtime.recording.patching import replaced
from flake8_nnx_rng.runtime.recording.seeds import beginning, broadcast_beginning

_ORIGINS: dict[int, tuple[weakref.ref[Any], Origin]] = {}


def origin_of(stream: Any) -> Origin | None:
    """Where this very stream was made; None for one that a transform put together."""
    reference, origin = _ORIGINS.get(id(stream), (None, None))
    return origin if reference is not None and reference() is stream else None


@contextmanager
def patched() -> Iterator[None]:
    """Streams that are remembered when they are made, for a time."""
    with ExitStack() as stack:
        stack.callback(_ORIGINS.clear)
        stack.enter_context(replaced(nnx.RngStream, "__init__", _remembering))
        stack.enter_context(replaced(nnx.Rngs, "__init__", _marking_constants))
        yield


def _remembering(make: Callable[..., None]) -> Callable[..., None]:
    @wraps(make)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        make(self, *args, **kwargs)
        _remember(self, Origin(users_frames(), len(around())))
        (_tell_broadcast if is_broadcast() else _tell_seed)(self.key[...])

    return __init__


def _marking_constants(make: Callable[..., None]) -> Callable[..., None]:
    @wraps(make)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        make(self, *args, **kwargs)
        for name, seed in _seeds(*args, **kwargs).items():
            stream = vars(self).get(name)
            origin = origin_of(stream)
            if isinstance(seed, int) and origin is not None:
                _remember(stream, replace(origin, constant=True, by_flax=made_by_flax()))
                if isinstance(stream.key[...], jax.core.Tracer):
                    with jax.ensure_compile_time_eval():
                        _tell_seed(jax.random.key(seed))

    return __init__


def _tell_seed(key: Any) -> None:
    """Tell what key a stream begins with, unless that is traced."""
    if not isinstance(key, jax.core.Tracer):
        words, kind = beginning(key)
        for listener in LISTENERS:
            listener.seed(words, kind)


def _tell_broadcast(copies: Any) -> None:
    """Tell what key was broadcast to make these, when the program runs."""
    words, kind = broadcast_beginning(copies)

    def tell(words: Any) -> None:
        for each in words.reshape(-1, words.shape[-1]).tolist():
            for listener in LISTENERS:
                listener.seed(tuple(each), kind, broadcast=True)

    emit(tell, words)


def _seeds(default: Any = None, **seeds: Any) -> dict[str, Any]:
    """What each stream is made from, as `nnx.Rngs` takes it."""
    named = dict(default) if isinstance(default, Mapping) else {"default": default}
    return named | seeds


def _remember(stream: Any, origin: Origin) -> None:
    """Keep an origin for as long as its stream; streams cannot be hashed."""
    number = id(stream)
    _ORIGINS[number] = weakref.ref(stream, lambda _: _ORIGINS.pop(number, None)), origin
