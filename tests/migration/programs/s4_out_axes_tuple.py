"""S4: carry_argnum=0 written out, in_axes by parameter, out_axes=(0, 1) for a pair of outputs."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.scan, in_axes=(0, 1, 0, None), out_axes=(0, 1), carry_argnum=0)
def simulate(state: dict, force: jax.Array, mass: jax.Array, rngs: nnx.Rngs):
    push = force / mass + jax.random.normal(rngs.push(), force.shape)
    state = {"v": state["v"] + push, "x": state["x"] + 0.1 * state["v"]}
    return state, (state["x"], push)


def main():
    rngs = nnx.Rngs(push=8)
    state = {"v": jnp.zeros(3), "x": jnp.ones(3)}
    state, (xs, pushes) = simulate(state, jnp.ones((3, 4)), jnp.arange(1.0, 5.0), rngs)
    return {
        "v": np.asarray(state["v"]),
        "x": np.asarray(state["x"]),
        "xs": np.asarray(xs),
        "pushes": np.asarray(pushes),
        "count": np.asarray(rngs.push.count.value),
        "next push key": np.asarray(jax.random.key_data(rngs.push())),
    }
