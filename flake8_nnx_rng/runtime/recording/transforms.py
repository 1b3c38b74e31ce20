"""JAX's transforms, made to say what is around a draw, for a time."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import partial, wraps
from typing import Any

import jax

from flake8_nnx_rng.runtime.recording.bodies import Bodies, Function, body_in, in_level, level_of
from flake8_nnx_rng.runtime.recording.checkpoints import checkpoint
from flake8_nnx_rng.runtime.recording.compiling import compiling
from flake8_nnx_rng.runtime.recording.frames import caller
from flake8_nnx_rng.runtime.recording.loops import counted, unbounded
from flake8_nnx_rng.runtime.recording.mapping import mapping, sharding
from flake8_nnx_rng.runtime.recording.patching import replaced


@contextmanager
def patched() -> Iterator[None]:
    """The transforms in the modules `jax` and `jax.lax`, replaced for a time."""
    bodies: Bodies = {}
    plain = partial(_transform, bodies)
    with ExitStack() as stack:
        stack.callback(jax.clear_caches)  # what was traced here is traced again without us
        for owner, name, change in [
            (jax, "vmap", partial(mapping, "vmap")),
            (jax, "pmap", partial(mapping, "pmap")),
            (jax, "jit", partial(compiling, bodies)),
            (jax, "grad", partial(plain, "grad", "fun")),
            (jax, "value_and_grad", partial(plain, "grad", "fun")),
            (jax, "checkpoint", partial(checkpoint, bodies)),
            (jax, "remat", partial(checkpoint, bodies)),
            (jax.lax, "scan", partial(counted, bodies, "scan")),
            (jax.lax, "map", partial(counted, bodies, "map")),
            (jax.lax, "fori_loop", partial(counted, bodies, "fori_loop")),
            (jax.lax, "while_loop", partial(unbounded, bodies)),
        ]:
            stack.enter_context(replaced(owner, name, change))
        if "shard_map" in vars(jax):
            stack.enter_context(replaced(jax, "shard_map", sharding))
        jax.clear_caches()
        yield


def patched_shard_map() -> AbstractContextManager[None]:
    """`shard_map` where it was before JAX 0.6, once that is imported."""
    former = sys.modules["jax.experimental.shard_map"]
    there = "shard_map" in vars(former)
    return replaced(former, "shard_map", sharding) if there else nullcontext()


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
