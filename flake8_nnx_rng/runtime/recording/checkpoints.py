"""`jax.checkpoint`, whose function a backward pass runs again."""

from __future__ import annotations

import inspect
from functools import partial, wraps
from typing import Any

import jax.numpy as jnp

from flake8_nnx_rng.runtime.recording.bodies import (
    Bodies,
    Function,
    body_in,
    gathering_in_level,
    level_of,
)
from flake8_nnx_rng.runtime.recording.gathering import tell_all
from flake8_nnx_rng.runtime.recording.held import Held
from flake8_nnx_rng.runtime.recording.levels import around, indices
from flake8_nnx_rng.runtime.recording.listeners import LISTENERS, emit


def checkpoint(bodies: Bodies, original: Function) -> Function:
    """`jax.checkpoint`, telling also when its function is entered: a backward pass does not."""
    signature = inspect.signature(original)

    @wraps(original)
    def transform(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind_partial(*args, **kwargs)
        function = bound.arguments.get("fun")
        if function is None:
            return partial(transform, **kwargs)
        body = body_in(bodies, function, level_of("checkpoint"), gathering_in_level)
        bound.arguments["fun"] = body
        checkpointed = original(*bound.args, **bound.kwargs)

        @wraps(function, updated=())
        def entering(*args: Any, **kwargs: Any) -> Any:
            _tell_entry(body.__dict__["level"])
            result, found = checkpointed(*args, **kwargs)
            tell_all(found)
            return result

        return entering

    return transform


def _tell_entry(level: Held) -> None:
    levels = (*around(), level)

    def tell(_: Any, *indices: Any) -> None:
        for listener in LISTENERS:
            listener.enter(levels, *indices)

    if not any(held.kind == "checkpoint" for held in around()):
        emit(tell, jnp.zeros((), int), *indices())
