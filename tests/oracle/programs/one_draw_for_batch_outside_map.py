"""The noise is drawn for the whole batch before the map."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.vmap(in_axes=(None, 0, 0))
def forward(model, x, noise):
    return model(x + noise)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = nnx.Linear(3, 4, rngs=rngs)
    x = jnp.ones((5, 3))
    noise = 0.1 * jax.random.normal(rngs.noise(), x.shape)
    return {"lanes": forward(model, x, noise)}
