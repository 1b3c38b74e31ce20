import jax
from flax import nnx


class StochasticDepth(nnx.Module):
    def __init__(self, rate: float, *, rngs: nnx.Rngs):
        self.rate = rate
        self.rngs = rngs

    def __call__(self, x):
        keep = jax.random.bernoulli(self.rngs.depth(), 1 - self.rate)
        return x * keep


class ResBlock(nnx.Module):
    def __init__(self, dim: int, rate: float, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.depth = StochasticDepth(rate, rngs=rngs)

    def __call__(self, x):
        return x + self.depth(nnx.relu(self.linear(x)))
