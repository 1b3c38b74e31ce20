"""`jax.jit`, whose function hands out what it draws beside its result."""

from __future__ import annotations

import inspect
from functools import wraps
from typing import Any

from flake8_nnx_rng.runtime.recording.bodies import (
    Application,
    Bodies,
    Function,
    applied,
    body_in,
    gathering_in_level,
    in_level,
    level_of,
)
from flake8_nnx_rng.runtime.recording.frames import caller
from flake8_nnx_rng.runtime.recording.gathering import tell_all

_SHARDINGS = "out_shardings"


def compiling(bodies: Bodies, original: Function) -> Function:
    """`jax.jit`; without callbacks its calls stay on the fast way."""
    unspecified = inspect.signature(original).parameters[_SHARDINGS].default

    def make(jit: Application) -> Function:
        if caller() == "jax" or not callable(jit.function):
            return jit.to(jit.function)
        level, options = level_of("jit"), {}
        if _SHARDINGS in jit.given:
            options[_SHARDINGS] = jit.given[_SHARDINGS], unspecified
        gathering = jit.to(body_in(bodies, jit.function, level, gathering_in_level), **options)
        return _calling(gathering, jit.to(body_in(bodies, jit.function, level, in_level)))

    return applied(original, make)


def _calling(gathering: Function, plain: Any) -> Function:
    """A compiled function; all but its calls (`lower`, `eval_shape`, ...) is that of the plain."""

    @wraps(plain)
    def call(*args: Any, **kwargs: Any) -> Any:
        result, found = gathering(*args, **kwargs)
        tell_all(found)
        return result

    for name in dir(plain):
        if not name.startswith("__"):
            setattr(call, name, getattr(plain, name))
    return call
