"""`jax.jit`, whose function hands out what it draws beside its result."""

from __future__ import annotations

import inspect
from functools import partial, wraps
from typing import Any

from flake8_nnx_rng.runtime.recording.bodies import (
    Bodies,
    Function,
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
    signature = inspect.signature(original)

    @wraps(original)
    def transform(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind_partial(*args, **kwargs)
        function = bound.arguments.get("fun")
        if function is None:  # later releases take the options alone
            return partial(transform, **kwargs)
        if caller() == "jax" or not callable(function):
            return original(*args, **kwargs)

        def made(body: Function, **options: Any) -> Function:
            arguments = bound.arguments | {"fun": body} | options
            again = inspect.BoundArguments(signature, arguments)
            compiled: Function = original(*again.args, **again.kwargs)
            return compiled

        level, options = level_of("jit"), {}
        if _SHARDINGS in bound.arguments:
            unspecified = signature.parameters[_SHARDINGS].default
            options[_SHARDINGS] = bound.arguments[_SHARDINGS], unspecified
        gathering = made(body_in(bodies, function, level, gathering_in_level), **options)
        return _calling(gathering, made(body_in(bodies, function, level, in_level)))

    return transform


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
