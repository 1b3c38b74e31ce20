from functools import partial

import jax.numpy as jnp
from constants import DIM, NUM_HEADS
from flax import nnx
from heads import Head


class MultiHead(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        @partial(nnx.vmap, axis_size=NUM_HEADS)
        def create_heads(rngs: nnx.Rngs):
            return Head(DIM, rngs)

        self.trunk = nnx.Linear(2, DIM, rngs=rngs)
        self.heads = create_heads(rngs)

    def __call__(self, x):
        h = nnx.tanh(self.trunk(x))
        return nnx.vmap(lambda head, h: head(h), in_axes=(0, None))(self.heads, h)


def main():
    model = MultiHead(nnx.Rngs(7))
    y = model(jnp.ones((5, 2)))
    return {"y": y, "heads": model.heads.proj.kernel.value}
