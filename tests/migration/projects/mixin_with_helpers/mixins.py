import jax
from flax import nnx


class RngMixin:
    def draw(self, shape):
        return jax.random.normal(self.rngs.noise(), shape)


class Base(RngMixin, nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.rngs = rngs
