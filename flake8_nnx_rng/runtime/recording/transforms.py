"""JAX's transforms, made to say what is around a draw."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cache, partial, wraps
from typing import Any

import jax
import jax.numpy as jnp

from flake8_nnx_rng.runtime.recording import streams
from flake8_nnx_rng.runtime.recording.frames import caller, users_frames
from flake8_nnx_rng.runtime.recording.levels import Held, around, inside, lanes
from flake8_nnx_rng.runtime.recording.patching import replaced

Function = Callable[..., Any]
_psum: Function = jax.lax.psum
_NUMBERS = itertools.count(1)


@contextmanager
def patched() -> Iterator[None]:
    """The transforms in the modules `jax` and `jax.lax`, replaced for a time."""
    bodies: dict[Any, Function] = {}
    plain = partial(_transform, bodies)
    with ExitStack() as stack:
        for owner, name, change in [
            (jax, "vmap", partial(_mapping, "vmap")),
            (jax, "pmap", partial(_mapping, "pmap")),
            (jax, "jit", partial(plain, "jit", "fun")),
            (jax, "grad", partial(plain, "grad", "fun")),
            (jax, "value_and_grad", partial(plain, "grad", "fun")),
            (jax, "checkpoint", partial(_checkpoint, bodies)),
            (jax, "remat", partial(_checkpoint, bodies)),
            (jax.lax, "scan", partial(plain, "scan", "f")),
            (jax.lax, "map", partial(plain, "map", "f")),
            (jax.lax, "fori_loop", partial(plain, "fori_loop", "body_fun")),
            (jax.lax, "while_loop", partial(plain, "while_loop", "body_fun")),
        ]:
            stack.enter_context(replaced(owner, name, change))
        yield


def _transform(bodies: dict[Any, Function], kind: str, name: str, original: Function) -> Function:
    """A transform whose function (parameter `name`) is traced inside a level of this kind."""
    signature = inspect.signature(original)

    @wraps(original)
    def transform(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind_partial(*args, **kwargs)
        function = bound.arguments.get(name)
        if caller() == "jax" or not callable(function):
            return original(*args, **kwargs)
        level = _level(kind, bound.arguments)
        bound.arguments[name] = _body(bodies, function, level)
        return original(*bound.args, **bound.kwargs)

    return transform


def _checkpoint(bodies: dict[Any, Function], original: Function) -> Function:
    """`jax.checkpoint`, telling also when its function is entered: a backward pass does not."""
    signature = inspect.signature(original)

    @wraps(original)
    def transform(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind_partial(*args, **kwargs)
        function = bound.arguments.get("fun")
        if function is None:
            return partial(transform, **kwargs)
        body = bound.arguments["fun"] = _body(bodies, function, _level("checkpoint", {}))
        checkpointed = original(*bound.args, **bound.kwargs)

        @wraps(function, updated=())
        def entering(*args: Any, **kwargs: Any) -> Any:
            _tell_entry(body.__dict__["level"])
            return checkpointed(*args, **kwargs)

        return entering

    return transform


def _tell_entry(level: Held) -> None:
    levels = (*around(), level)

    def tell(_: Any, *lanes: Any) -> None:
        for listener in streams.LISTENERS:
            listener.enter(levels, *lanes)

    if not any(held.kind == "checkpoint" for held in around()):
        streams.emit(tell, jnp.zeros((), int), *lanes(around()))


def _mapping(kind: str, original: Function) -> Function:
    """`jax.vmap` or `jax.pmap` with a name for the axis, where the program gives none."""
    signature = inspect.signature(original)

    @wraps(original)
    def transform(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind_partial(*args, **kwargs)
        function = bound.arguments.get("fun")
        if function is None:
            return partial(transform, **kwargs)
        named, level = bound.arguments.get("axis_name"), _level(kind, {})

        @cache
        def mapped(axis: Any) -> Function:
            body = _in_lanes(function, replace(level, axis=axis))
            arguments = bound.arguments | {"fun": body, "axis_name": axis}
            again = inspect.BoundArguments(signature, arguments)
            lanes: Function = original(*again.args, **again.kwargs)
            return lanes

        @wraps(function, updated=())
        def call(*args: Any, **kwargs: Any) -> Any:
            axis = f"recorded lane {len(around())}" if named is None else named
            return mapped(axis)(*args, **kwargs)

        return call

    return transform


def _level(kind: str, arguments: dict[str, Any]) -> Held:
    frames = users_frames()
    return Held(
        kind,
        _steps(kind, arguments),
        number=next(_NUMBERS),
        backwards=bool(arguments.get("reverse")),
        raw=caller() == "user",
        place=frames[0] if frames else None,
    )


def _steps(kind: str, arguments: dict[str, Any]) -> int | None:
    """How many steps a loop takes, where that is known before it runs."""
    if kind == "fori_loop":
        lower, upper = arguments.get("lower"), arguments.get("upper")
        if isinstance(lower, int) and isinstance(upper, int):
            return max(0, upper - lower)
        return None
    if isinstance(arguments.get("length"), int):
        return int(arguments["length"])
    leaves = jax.tree_util.tree_leaves(arguments.get("xs")) if kind in ("scan", "map") else []
    return int(leaves[0].shape[0]) if leaves else None


def _body(bodies: dict[Any, Function], function: Function, level: Held) -> Function:
    """The function inside a level; the same one each time, since JAX's caches go by identity."""
    key = function, replace(level, number=0)
    try:
        return bodies.setdefault(key, _inside(function, level))
    except TypeError:  # cannot be hashed
        return _inside(function, level)


def _inside(function: Function, level: Held) -> Function:
    @wraps(function, updated=())
    def body(*args: Any, **kwargs: Any) -> Any:
        with inside(level):
            return function(*args, **kwargs)

    body.__dict__["level"] = level
    return body


def _in_lanes(function: Function, level: Held) -> Function:
    @wraps(function, updated=())
    def body(*args: Any, **kwargs: Any) -> Any:
        with inside(replace(level, size=_psum(1, level.axis))):
            return function(*args, **kwargs)

    return body
