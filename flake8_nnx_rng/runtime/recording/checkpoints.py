"""`jax.checkpoint`, whose function a backward pass runs again."""

from __future__ import annotations

from functools import wraps
from typing import Any

import jax.numpy as jnp

from flake8_nnx_rng.runtime.recording.bodies import (
    Application,
    Bodies,
    Function,
    applied,
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

    def make(remat: Application) -> Function:
        body = body_in(bodies, remat.function, level_of("checkpoint"), gathering_in_level)
        checkpointed = remat.to(body)

        @wraps(remat.function, updated=())
        def entering(*args: Any, **kwargs: Any) -> Any:
            _tell_entry(body.__dict__["level"])
            result, found = checkpointed(*args, **kwargs)
            tell_all(found)
            return result

        return entering

    return applied(original, make)


def _tell_entry(level: Held) -> None:
    levels = (*around(), level)

    def tell(_: Any, *indices: Any) -> None:
        for listener in LISTENERS:
            listener.enter(levels, *indices)

    if not any(held.kind == "checkpoint" for held in around()):
        emit(tell, jnp.zeros((), int), *indices())
