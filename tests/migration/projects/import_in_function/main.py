from functools import partial

import jax.numpy as jnp
from flax import nnx


def build_ensemble(n: int, rngs: nnx.Rngs):
    from zoo import Cnn

    @partial(nnx.vmap, axis_size=n)
    def build(rngs: nnx.Rngs):
        return Cnn(2, rngs=rngs)

    return build(rngs)


def main():
    rngs = nnx.Rngs(21)
    models = build_ensemble(2, rngs)
    images = jnp.sin(jnp.arange(32.0)).reshape(2, 4, 4, 1)
    logits = nnx.vmap(lambda m, x: m(x), in_axes=(0, None))(models, images)
    return {"logits": logits, "key": rngs.params()}
