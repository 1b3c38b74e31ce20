import jax
from flax import nnx


def split_seed(seed: int):
    a, b = jax.random.split(jax.random.key(seed))
    return nnx.Rngs(params=a), nnx.Rngs(noise=b)


class RngPool:
    def __init__(self, seed):
        self.rngs = nnx.Rngs(params=seed, noise=seed + 1)

    def get(self):
        return self.rngs
