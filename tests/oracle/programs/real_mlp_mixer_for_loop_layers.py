"""Layers made in a Python loop from one Rngs, run under nnx.jit."""

import jax.numpy as jnp
from flax import nnx


class MixerBlock(nnx.Module):
    def __init__(self, tokens: int, channels: int, *, rngs: nnx.Rngs):
        self.token_mix = nnx.Linear(tokens, tokens, rngs=rngs)
        self.channel_mix = nnx.Linear(channels, channels, rngs=rngs)
        self.drop = nnx.Dropout(0.3, rngs=rngs)

    def __call__(self, x):
        x = x + self.drop(self.token_mix(x.T).T)
        return x + self.drop(self.channel_mix(x))


class Mixer(nnx.Module):
    def __init__(self, depth: int, *, rngs: nnx.Rngs):
        self.depth = depth
        for i in range(depth):
            setattr(self, f"block_{i}", MixerBlock(4, 8, rngs=rngs))

    def __call__(self, x):
        for i in range(self.depth):
            x = getattr(self, f"block_{i}")(x)
        return x


def main():
    model = Mixer(3, rngs=nnx.Rngs(0))
    forward = nnx.jit(lambda model, x: model(x))
    kernels = [getattr(model, f"block_{i}").token_mix.kernel[...] for i in range(3)]
    calls = [forward(model, jnp.ones((4, 8))) for _ in range(3)]
    return {"kernels": jnp.stack(kernels), "calls": jnp.stack(calls)}
