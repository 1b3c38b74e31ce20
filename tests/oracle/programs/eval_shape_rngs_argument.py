"""The Rngs is an argument of the function whose shape is asked."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs):
    return nnx.Linear(2, 3, rngs=rngs)


def main():
    rngs = nnx.Rngs(0)
    abstract = nnx.eval_shape(create, nnx.Rngs(0))
    model = create(rngs)
    assert jax.tree.leaves(nnx.state(abstract))[0].shape[0] == 3
    return {"kernel": jnp.asarray(model.kernel[...])}
