"""The number of lanes is an argument of a factory function."""

import jax.numpy as jnp
from flax import nnx


def make_ensemble(cls, num: int, **kwargs):
    @nnx.split_rngs(splits=num)
    @nnx.vmap(axis_size=num)
    def create(rngs):
        return cls(**kwargs, rngs=rngs)

    return create


def main():
    rngs = nnx.Rngs(0)
    linears = make_ensemble(nnx.Linear, 3, in_features=2, out_features=3)(rngs)
    embeds = make_ensemble(nnx.Embed, 4, num_embeddings=3, features=2)(rngs)
    return {
        "linears": jnp.asarray(linears.kernel[...]),
        "embeds": jnp.asarray(embeds.embedding[...]),
    }
