from functools import partial

import jax.numpy as jnp
from blocks import FeedForward, init_ff
from flax import nnx


class Deep(nnx.Module):
    def __init__(self, depth: int, rngs: nnx.Rngs):
        self.layers = nnx.vmap(init_ff, axis_size=depth)(rngs)

    def __call__(self, x):
        @nnx.scan
        @nnx.remat
        def body(x, layer: FeedForward):
            return x + layer(x), None

        x, _ = body(x, self.layers)
        return x


def loss_fn(model, x):
    return jnp.mean(model(x) ** 2)


def main():
    model = Deep(3, nnx.Rngs(0))
    x = jnp.ones((2, 4))
    loss, grads = nnx.value_and_grad(loss_fn)(model, x)
    return {"loss": loss, "up": grads["layers"]["up"]["kernel"].value}
