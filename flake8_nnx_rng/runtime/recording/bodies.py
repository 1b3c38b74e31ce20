"""Functions that hold a level while they are traced."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial, wraps
from typing import Any

from flake8_nnx_rng.runtime.recording.frames import caller, in_a_layer, users_frames
from flake8_nnx_rng.runtime.recording.gathering import gathering, inside_a_trace
from flake8_nnx_rng.runtime.recording.held import Held
from flake8_nnx_rng.runtime.recording.levels import inside

Function = Callable[..., Any]
Bodies = dict[Any, Function]
"""What was made already, by function and level: JAX's caches go by the identity of functions."""
_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Application:
    """A transform of JAX that is applied to a function, with what else it was given."""

    original: Function
    signature: inspect.Signature
    given: dict[str, Any]

    @property
    def function(self) -> Any:
        """What it was given as its function."""
        return self.given["fun"]

    def to(self, function: Any, **changed: Any) -> Function:
        """What the original makes of another function, with some arguments changed."""
        arguments = self.given | {"fun": function} | changed
        bound = inspect.BoundArguments(self.signature, arguments)
        made: Function = self.original(*bound.args, **bound.kwargs)
        return made


def applied(original: Function, make: Callable[[Application], Function]) -> Function:
    """A transform that makes something else of a function; its options alone give a partial."""
    signature = inspect.signature(original)

    @wraps(original)
    def transform(*args: Any, **kwargs: Any) -> Any:
        given = signature.bind_partial(*args, **kwargs).arguments
        if given.get("fun") is None:
            return partial(transform, **kwargs)
        return make(Application(original, signature, given))

    return transform


def level_of(kind: str, size: int | None = None) -> Held:
    """The level of a transform that is being applied."""
    frames = users_frames()
    place = frames[0] if frames else None
    raw, of_layer = caller() == "user", in_a_layer()
    return Held(kind, size, number=next(_NUMBERS), raw=raw, place=place, of_layer=of_layer)


def body_in(
    bodies: Bodies, function: Function, level: Held, wrap: Callable[[Function, Held], Function]
) -> Function:
    """A function inside a level; the same object for the same function and level."""
    key = function, replace(level, number=0), wrap
    try:
        return bodies.setdefault(key, wrap(function, level))
    except TypeError:  # the function cannot be hashed
        return wrap(function, level)


def in_level(function: Function, level: Held) -> Function:
    """A function that holds a level, which is its attribute `level`."""

    @wraps(function, updated=())
    def traced_in_level(*args: Any, **kwargs: Any) -> Any:
        with inside(level):
            return function(*args, **kwargs)

    traced_in_level.__dict__["level"] = level
    return traced_in_level


def gathering_in_level(function: Function, level: Held) -> Function:
    """A function that holds a level, and returns what was gathered in it beside its result."""
    body = in_level(function, level)

    @wraps(body, updated=())
    def gathering_body(*args: Any, **kwargs: Any) -> Any:
        with gathering(inside_a_trace()) as found:
            return body(*args, **kwargs), found

    gathering_body.__dict__["level"] = level
    return gathering_body
