import functools as ft

import flax.nnx as nnx
import jax.numpy as jnp
import models.blocks as mb
import utils as u


class MixerStack(nnx.Module):
    def __init__(self, depth, rngs):
        self.depth = depth
        self.layers = ft.partial(nnx.vmap, axis_size=depth)(self.make_layer)(rngs)

    @staticmethod
    def make_layer(rngs):
        return mb.Mixer(3, 2, rngs)

    def __call__(self, x):
        def step(x, layer):
            return layer(x), ()

        x, _ = nnx.scan(step, length=self.depth)(x, self.layers)
        return x


def main():
    rngs = u.get_rngs(5)
    stack = MixerStack(3, rngs)
    return {"y": stack(jnp.ones((3, 2))), "key": rngs.params()}
