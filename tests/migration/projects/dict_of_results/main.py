from functools import partial

import jax.numpy as jnp
from build import build_all
from flax import nnx


@partial(nnx.vmap, axis_size=3, state_axes={nnx.Param: 0})
def create(rngs: nnx.Rngs):
    return build_all(rngs)


def main():
    made = create(nnx.Rngs(0))
    y = nnx.vmap(lambda m, x: m(x), in_axes=(0, None))(made["net"], jnp.ones((2,)))
    return {"y": y, "log_alpha": made["log_alpha"], "w": made["target"].linear.kernel.value}
