"""V0, V2, S1, S2: two stacks; the memory of the first is scanned by, or shared with, the second."""

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

Array = jax.Array


class Encoder(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs) -> None:
        self.linear = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x: Array) -> Array:
        return nnx.silu(self.linear(x))


class Decoder(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs) -> None:
        self.inner = nnx.Linear(dim, dim, rngs=rngs)
        self.cross = nnx.Linear(dim, dim, use_bias=False, rngs=rngs)

    def __call__(self, x: Array, memory: Array) -> Array:
        return nnx.silu(self.inner(x) + self.cross(memory))


class Seq2Seq(nnx.Module):
    def __init__(self, dim: int, depth: int, *, rngs: nnx.Rngs) -> None:
        @partial(nnx.vmap, axis_size=depth)
        def encoders(rngs: nnx.Rngs) -> Any:
            return Encoder(dim, rngs=rngs)

        @partial(nnx.vmap, axis_size=depth, split_rngs="params")
        def decoders(rngs: nnx.Rngs) -> Any:
            return Decoder(dim, rngs=rngs)

        self.encoders = encoders(rngs)
        self.decoders = decoders(rngs)
        self.noise = rngs

    def encode(self, x: Array):
        @partial(nnx.scan)
        def run(x: Array, encoder: Encoder):
            x = encoder(x)
            return x, x  # the memory of each layer

        return run(x, self.encoders)

    def __call__(self, x: Array, y: Array) -> Array:
        _, memory = self.encode(x)

        @partial(nnx.scan, in_axes=(0, 0, None), carry_argnum=0, state_axes={nnx.Param: 0})
        def run(
            y: Array,
            decoder: Decoder,
            scale: Array,
        ):
            return decoder(y, scale), scale.sum()

        @partial(nnx.scan, reverse=True, in_axes=(0, 0, 0, None))
        def run_cross(y: Array, decoder: Decoder, memory: Array, rngs: nnx.Rngs):
            y = decoder(y, memory)
            return y + jax.random.normal(rngs.noise(), y.shape), None

        y, _ = run(y, self.decoders, memory.mean(axis=0))
        y, _ = run_cross(y, self.decoders, memory, self.noise)
        return y


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = Seq2Seq(3, 2, rngs=rngs)
    y = nnx.jit(lambda model, x, y: model(x, y))(model, jnp.ones((4, 3)), jnp.zeros((4, 3)))
    return {
        "y": np.asarray(y),
        "encoders": np.asarray(model.encoders.linear.kernel.value),
        "decoders": np.asarray(model.decoders.cross.kernel.value),
        "noise count": np.asarray(model.noise.noise.count.value),
        "next params key": np.asarray(jax.random.key_data(model.noise.params())),
        "next noise key": np.asarray(jax.random.key_data(model.noise.noise())),
    }
