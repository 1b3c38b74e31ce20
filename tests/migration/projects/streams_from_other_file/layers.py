import jax
from flax import nnx


class Noisy(nnx.Module):
    def __init__(self, dim, rngs):
        self.w = nnx.Param(jax.random.normal(rngs.params(), (dim,)))
        self.offset = nnx.Variable(jax.random.normal(rngs.noise(), (dim,)))

    def __call__(self, x):
        return x * self.w.value + self.offset.value
