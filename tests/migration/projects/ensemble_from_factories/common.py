import jax.numpy as jnp
from flax import nnx


class Lin(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.w = nnx.Param(nnx.initializers.normal()(rngs.params(), (3, 2)))
        self.b = nnx.Param(jnp.zeros((2,)))

    def __call__(self, x):
        return x @ self.w.value + self.b.value


def make_rngs():
    return nnx.Rngs(params=0, noise=1)
