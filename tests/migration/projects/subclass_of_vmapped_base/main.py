import jax
from base import Sampler
from flax import nnx


class Normal(Sampler):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.mean = nnx.Param(jax.random.normal(rngs.params(), (dim,)))

    def sample(self, rngs: nnx.Rngs):
        return self.mean.value + jax.random.normal(rngs.sample(), self.mean.value.shape)


def main():
    rngs = nnx.Rngs(params=0, sample=1)
    normal = Normal(2, rngs=rngs)
    return {"xs": normal.samples(rngs), "more": normal.samples(rngs), "key": rngs.sample()}
