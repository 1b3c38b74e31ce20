"""JAX's transforms, made to say what is around a draw, for a time."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial, wraps
from typing import Any

import jax
from flax import nnx

from flake8_nnx_rng.runtime.recording.bodies import Bodies, Function, body_in, in_level, level_of
from flake8_nnx_rng.runtime.recording.checkpoints import checkpoint
from flake8_nnx_rng.runtime.recording.frames import caller
from flake8_nnx_rng.runtime.recording.loops import counted
from flake8_nnx_rng.runtime.recording.mapping import mapping
from flake8_nnx_rng.runtime.recording.passages import forget_places, noting
from flake8_nnx_rng.runtime.recording.patching import replaced


@contextmanager
def patched() -> Iterator[None]:
    """The transforms in the modules `jax` and `jax.lax`, replaced for a time."""
    bodies: Bodies = {}
    plain = partial(_transform, bodies)
    with ExitStack() as stack:
        for owner, name, change in [
            (jax, "vmap", partial(mapping, "vmap")),
            (jax, "pmap", partial(mapping, "pmap")),
            (jax, "jit", partial(plain, "jit", "fun")),
            (jax, "grad", partial(plain, "grad", "fun")),
            (jax, "value_and_grad", partial(plain, "grad", "fun")),
            (jax, "checkpoint", partial(checkpoint, bodies)),
            (jax, "remat", partial(checkpoint, bodies)),
            (jax.lax, "scan", partial(counted, bodies, "scan")),
            (jax.lax, "map", partial(counted, bodies, "map")),
            (jax.lax, "fori_loop", partial(counted, bodies, "fori_loop")),
            (jax.lax, "while_loop", partial(plain, "while_loop", "body_fun")),
        ]:
            stack.enter_context(replaced(owner, name, change))
        stack.enter_context(replaced(nnx, "scan", noting))
        stack.callback(forget_places)
        yield


def _transform(bodies: Bodies, kind: str, name: str, original: Function) -> Function:
    """A transform whose function (parameter `name`) is traced inside a level of this kind."""
    signature = inspect.signature(original)

    @wraps(original)
    def transform(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind_partial(*args, **kwargs)
        function = bound.arguments.get(name)
        if caller() == "jax" or not callable(function):
            return original(*args, **kwargs)
        bound.arguments[name] = body_in(bodies, function, level_of(kind), in_level)
        return original(*bound.args, **bound.kwargs)

    return transform
