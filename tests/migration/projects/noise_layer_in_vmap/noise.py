import jax
from flax import nnx


class GaussianNoise(nnx.Module):
    def __init__(self, std: float, *, rngs: nnx.Rngs):
        self.std = std
        self.rngs = rngs

    def __call__(self, x):
        return x + self.std * jax.random.normal(self.rngs.noise(), x.shape)
