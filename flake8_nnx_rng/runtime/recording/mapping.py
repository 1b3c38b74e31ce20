"""`jax.vmap`, `pmap`, `shard_map`, whose lane is asked of JAX by the name of the axis."""

from __future__ import annotations

import inspect
from dataclasses import replace
from functools import cache, wraps
from typing import Any

import jax

from flake8_nnx_rng.runtime.recording.bodies import (
    Application,
    Function,
    applied,
    in_level,
    level_of,
)
from flake8_nnx_rng.runtime.recording.gathering import gathering, tell_all
from flake8_nnx_rng.runtime.recording.held import Held
from flake8_nnx_rng.runtime.recording.levels import around, inside

_psum: Function = jax.lax.psum


def mapping(kind: str, original: Function) -> Function:
    """`jax.vmap` or `jax.pmap` with a name for the axis, where the program gives none."""

    def make(vmap: Application) -> Function:
        named, level = vmap.given.get("axis_name"), level_of(kind)

        @cache
        def mapped(axis: Any) -> Function:
            body = _in_lanes(vmap.function, replace(level, axis=axis))
            return vmap.to(body, axis_name=axis, out_axes=(vmap.given.get("out_axes", 0), 0))

        @wraps(vmap.function, updated=())
        def call(*args: Any, **kwargs: Any) -> Any:
            axis = f"recorded lane {len(around())}" if named is None else named
            result, found = mapped(axis)(*args, **kwargs)
            tell_all(found)
            return result

        return call

    return applied(original, make)


def _in_lanes(function: Function, level: Held) -> Function:
    @wraps(function, updated=())
    def traced_in_level(*args: Any, **kwargs: Any) -> Any:
        lane = jax.lax.axis_index(level.axis)
        with inside(replace(level, size=_psum(1, level.axis))), gathering(lane) as found:
            return function(*args, **kwargs), found

    return traced_in_level


def sharding(original: Function) -> Function:
    """`jax.shard_map` over all axes of a mesh; each device is a lane."""
    signature = inspect.signature(original)

    @wraps(original)
    def transform(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind_partial(*args, **kwargs)
        given, mesh = bound.arguments, bound.arguments.get("mesh")
        if (
            not callable(given.get("f"))
            or mesh is None
            or given.get("axis_names", given.get("auto"))
        ):
            return original(*args, **kwargs)
        axes = tuple(mesh.axis_names)
        given["f"] = in_level(given["f"], replace(level_of("shard_map", mesh.size), axis=axes))
        return original(*bound.args, **bound.kwargs)

    return transform
