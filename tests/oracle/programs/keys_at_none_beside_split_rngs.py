"""One key for all lanes makes the same model in each; the noise is of split streams."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(None, 0, 0))
def forward(key, rngs, x):
    model = nnx.Linear(4, 4, rngs=nnx.Rngs(key))
    return model(x) + jax.random.normal(rngs.noise(), x.shape)


def main():
    return {"lanes": forward(jax.random.key(0), nnx.Rngs(noise=1), jnp.ones((3, 4)))}
