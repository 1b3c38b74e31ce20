"""G1 with argnums=(0, 1) of which one is an array: the filter is for the module only."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Frozen(nnx.Variable):
    pass


class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.trained = nnx.Param(jax.random.normal(rngs.params(), (3,)))
        self.frozen = Frozen(jax.random.normal(rngs.params(), (3,)))


def loss(model: Model, x: jax.Array):
    return jnp.vdot(x * model.trained.value, jnp.sin(model.frozen.value))


def main():
    rngs = nnx.Rngs(params=0)
    model = Model(rngs)
    of_model, of_x = nnx.grad(
        loss,
        argnums=(0, 1),
        wrt=(nnx.Param, Frozen),  # everything
    )(model, jnp.arange(3.0))
    frozen, trained = jax.tree.leaves(of_model)
    only_frozen, _ = nnx.grad(loss, (0, 1), wrt=Frozen)(model, jnp.arange(3.0))
    return {
        "frozen": np.asarray(frozen),
        "trained": np.asarray(trained),
        "only frozen": np.asarray(jax.tree.leaves(only_frozen)[0]),
        "of x": np.asarray(of_x),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
