"""A Linen module keeps its own split_rngs keyword; its keys come from a stream."""

import flax.linen as nn
import jax.numpy as jnp
from flax import nnx


class Ensemble(nn.Module):
    @nn.compact
    def __call__(self, x):
        mapped = nn.vmap(
            nn.Dense,
            variable_axes={"params": 0},
            split_rngs={"params": True},
            in_axes=None,
            axis_size=3,
        )
        return mapped(4)(x)


def main():
    rngs = nnx.Rngs(params=0)
    variables = Ensemble().init(rngs.params(), jnp.ones(2))
    return {"lanes": Ensemble().apply(variables, jnp.ones(2))}
