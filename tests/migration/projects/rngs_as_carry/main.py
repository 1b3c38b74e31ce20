from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx
from walk import log_prob, propose


@partial(nnx.scan, length=5, state_axes={})
def metropolis(x, rngs: nnx.Rngs):
    y = propose(x, rngs)
    accept = jnp.log(jax.random.uniform(rngs.accept())) < log_prob(y) - log_prob(x)
    x = jnp.where(accept, y, x)
    return x, x


@partial(nnx.vmap, axis_size=3)
def chains(rngs: nnx.Rngs):
    x, xs = metropolis(jnp.zeros((2,)), rngs)
    return xs


def main():
    rngs = nnx.Rngs(walk=0, accept=1)
    return {"xs": chains(rngs), "walk": rngs.walk(), "accept": rngs.accept()}
