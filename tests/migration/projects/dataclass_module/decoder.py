import dataclasses

import jax
from flax import nnx


@dataclasses.dataclass
class Decoder(nnx.Module):
    dim: int
    rngs: dataclasses.InitVar[nnx.Rngs]

    def __post_init__(self, rngs: nnx.Rngs):
        self.w = nnx.Param(jax.random.normal(rngs.params(), (self.dim, self.dim)))

    def __call__(self, x):
        return x @ self.w.value
