"""`jax.lax.scan`, `map` and `fori_loop`, whose step is handed to their body."""

from __future__ import annotations

import inspect
import itertools
from dataclasses import replace
from functools import partial, wraps
from typing import Any

import jax
import jax.numpy as jnp

from flake8_nnx_rng.runtime.recording.bodies import Bodies, Function, body_in, level_of
from flake8_nnx_rng.runtime.recording.frames import caller
from flake8_nnx_rng.runtime.recording.gathering import gathering
from flake8_nnx_rng.runtime.recording.held import Held
from flake8_nnx_rng.runtime.recording.levels import inside
from flake8_nnx_rng.runtime.recording.listeners import emit

_TRACES = itertools.count(1)


def counted(bodies: Bodies, kind: str, original: Function) -> Function:
    """A loop whose body knows its step; a scan or map goes over the steps (int32[n]), too."""
    signature = inspect.signature(original)

    @wraps(original)
    def loop(*args: Any, **kwargs: Any) -> Any:
        if caller() == "jax":
            return original(*args, **kwargs)
        bound = signature.bind(*args, **kwargs)
        given = bound.arguments
        size = _size(kind, given)
        if kind == "fori_loop":
            wrap = partial(_from_lower, given["lower"])
            given["body_fun"] = wrap(given["body_fun"], level_of(kind, size))
        elif size is not None:
            given["f"] = body_in(bodies, given["f"], level_of(kind, size), _with_step)
            given["xs"] = given.get("xs"), jnp.arange(size, dtype=jnp.int32)
            return _told(kind, original(*bound.args, **bound.kwargs))
        return original(*bound.args, **bound.kwargs)

    return loop


def _size(kind: str, given: dict[str, Any]) -> int | None:
    """How many steps there are, where that is known before the loop runs."""
    if kind == "fori_loop":
        bounds = given["lower"], given["upper"]
        return max(0, bounds[1] - bounds[0]) if all(isinstance(b, int) for b in bounds) else None
    leaves = jax.tree_util.tree_leaves(given.get("xs"))
    return int(leaves[0].shape[0]) if leaves else given.get("length")


def _with_step(function: Function, level: Held) -> Function:
    """The body of a scan or map, whose last argument is what to go over."""

    @wraps(function, updated=())
    def traced_in_level(*args: Any) -> Any:
        *first, (x, step) = args
        with inside(replace(level, trace=next(_TRACES)), step), gathering(step) as found:
            result = function(*first, x)
        if level.kind == "map":
            return result, found
        carry, y = result
        return carry, (y, found)

    return traced_in_level


def _told(kind: str, result: Any) -> Any:
    """The result of a loop without what was gathered in it, which is told."""
    first, second = result
    outputs, found = result if kind == "map" else second
    for each in found:
        emit(each.tell, *each.values)
    return outputs if kind == "map" else (first, outputs)


def _from_lower(lower: Any, function: Function, level: Held) -> Function:
    @wraps(function, updated=())
    def traced_in_level(i: Any, value: Any) -> Any:
        with inside(replace(level, trace=next(_TRACES)), i - lower):
            return function(i, value)

    return traced_in_level
