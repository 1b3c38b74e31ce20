import jax.numpy as jnp
from flax import nnx


class Denoiser(nnx.Module):
    def __init__(self, dim: int, rngs: nnx.Rngs):
        self.time = nnx.Linear(1, dim, rngs=rngs)
        self.net = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x, t):
        return self.net(x + self.time(jnp.atleast_1d(t)))
