"""nnx.RNN over one sequence per key of the data stream."""

import jax
import jax.numpy as jnp
from flax import nnx


def main():
    rngs = nnx.Rngs(params=0, carry=1, data=2)
    rnn = nnx.RNN(nnx.SimpleCell(3, 4, rngs=rngs), rngs=rngs)
    keys = jax.random.split(rngs.data(), 3)
    xs = jax.vmap(lambda key: jax.random.normal(key, (5, 3)))(keys)
    return {"sequences": jnp.asarray(rnn(xs))}
