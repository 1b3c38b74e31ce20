"""How a stream came into the functions that transforms run, and where those were transformed."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial, wraps
from types import CodeType, FrameType
from typing import Any

from flax import nnx

from flake8_nnx_rng.runtime.recording.draws import Frame
from flake8_nnx_rng.runtime.recording.frames import is_users, stack, users_frames
from flake8_nnx_rng.runtime.recording.held import Passage

BODY = "traced_in_level"
"""The name of the functions that hold a level; the frames further in are of the transformed one."""


def passages(stream: Any) -> tuple[Passage, ...]:
    """The way of a stream into each function that is being traced, outermost first."""
    return tuple(Passage(_holder(frame, stream), _place(frame)) for frame in _entered())[::-1]


def _entered() -> Iterator[FrameType | None]:
    """The first frame of the program in each level, innermost first; None where there is none."""
    first: FrameType | None = None
    for frame in stack():
        if frame.f_code.co_name == BODY:
            yield first
            first = None
        elif is_users(frame):
            first = frame


def _holder(frame: FrameType | None, stream: Any) -> str:
    if frame is None:
        return ""
    names = frame.f_code.co_varnames[: frame.f_code.co_argcount + frame.f_code.co_kwonlyargcount]
    arguments = [frame.f_locals[name] for name in names if name in frame.f_locals]
    for kind, name in ((nnx.Rngs, "rngs"), (nnx.RngStream, "rngs"), (nnx.Module, "module")):
        if any(isinstance(value, kind) and _holds(value, stream) for value in arguments):
            return name
    return ""


def _holds(value: Any, stream: Any) -> bool:
    return any(node is stream for _, node in nnx.iter_graph(value))


_PLACES: dict[CodeType, Frame] = {}


def _place(frame: FrameType | None) -> Frame | None:
    return None if frame is None else _PLACES.get(frame.f_code)


def noting(transform: Callable[..., Any]) -> Callable[..., Any]:
    """A transform of Flax that remembers where it was applied, since it calls JAX only later."""

    @wraps(transform)
    def noted(*args: Any, **kwargs: Any) -> Any:
        function = args[0] if args else kwargs.get("f")
        if not callable(function):
            return partial(noted, **kwargs)
        frames = users_frames()
        with suppress(AttributeError):
            code = inspect.unwrap(function).__code__
            _PLACES.update({code: frames[0]} if frames else {})
        return transform(*args, **kwargs)

    return noted


def forget_places() -> None:
    """Let go of the functions that were transformed."""
    _PLACES.clear()
