"""`jax.lax.scan`, `map` and `fori_loop`, whose step is handed to their body; and `while_loop`."""

from __future__ import annotations

import inspect
import itertools
from dataclasses import replace
from functools import wraps
from typing import Any

import jax
import jax.numpy as jnp

from flake8_nnx_rng.runtime.recording.bodies import Bodies, Function, body_in, in_level, level_of
from flake8_nnx_rng.runtime.recording.endless import while_gathering
from flake8_nnx_rng.runtime.recording.frames import caller
from flake8_nnx_rng.runtime.recording.gathering import gathering, tell_all
from flake8_nnx_rng.runtime.recording.held import Held
from flake8_nnx_rng.runtime.recording.levels import inside

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
            return _from_lower(original, given, level_of(kind, size))
        if size is not None:
            given["f"] = body_in(bodies, given["f"], level_of(kind, size), _with_step)
            given["xs"] = given.get("xs"), jnp.arange(size, dtype=jnp.int32)
            return _told(kind, original(*bound.args, **bound.kwargs))
        return original(*bound.args, **bound.kwargs)

    return loop


def unbounded(bodies: Bodies, original: Function) -> Function:
    """`jax.lax.while_loop`, whose steps are not numbered."""
    signature = inspect.signature(original)

    @wraps(original)
    def loop(*args: Any, **kwargs: Any) -> Any:
        given = signature.bind(*args, **kwargs).arguments
        if caller() == "jax":
            return original(*args, **kwargs)
        body = body_in(bodies, given["body_fun"], level_of("while_loop"), in_level)
        return while_gathering(original, given["cond_fun"], body, given["init_val"])

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
    tell_all(found)
    return outputs if kind == "map" else (first, outputs)


def _from_lower(original: Function, given: dict[str, Any], level: Held) -> Any:
    """A `fori_loop`: over a known number of steps it is a scan, as JAX makes of it, too."""
    function, lower, start = given["body_fun"], given["lower"], given["init_val"]

    def traced_in_level(i: Any, value: Any) -> Any:
        with inside(replace(level, trace=next(_TRACES)), i - lower):
            return function(i, value)

    if not level.size or jax.config.values["jax_disable_jit"]:
        return original(**given | {"body_fun": traced_in_level})

    def body(carry: Any, _: None) -> Any:
        i, value = carry
        with gathering(i) as found:
            return (i + 1, traced_in_level(i, value)), found

    options = {"unroll": given["unroll"]} if given.get("unroll") is not None else {}
    (_, result), found = _scan(body, (lower, start), None, length=level.size, **options)
    tell_all(found)
    return result


_scan: Function = jax.lax.scan
