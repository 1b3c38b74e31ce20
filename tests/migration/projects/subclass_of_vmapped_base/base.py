from functools import partial

import jax
from flax import nnx

SAMPLES = 4


class Sampler(nnx.Module):
    def sample(self, rngs: nnx.Rngs):
        raise NotImplementedError

    @partial(nnx.vmap, in_axes=(None, None), state_axes={}, axis_size=SAMPLES)
    def samples(self, rngs: nnx.Rngs):
        return self.sample(rngs)
