import jax
from flax import nnx


class Member(nnx.Module):
    def __init__(self, dim, *, rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        return self.linear(x) + jax.random.normal(self.rngs.noise(), x.shape)
