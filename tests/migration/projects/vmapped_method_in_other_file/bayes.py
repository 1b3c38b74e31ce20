from functools import partial

import jax
from flax import nnx


class BayesLinear(nnx.Module):
    def __init__(self, din: int, dout: int, *, rngs: nnx.Rngs):
        self.mean = nnx.Param(jax.random.normal(rngs.params(), (din, dout)))
        self.log_std = nnx.Param(jax.random.normal(rngs.params(), (din, dout)) - 2)

    def sample(self, x, rngs: nnx.Rngs):
        noise = jax.random.normal(rngs.sample(), self.mean.value.shape)
        return x @ (self.mean.value + jax.numpy.exp(self.log_std.value) * noise)

    @partial(nnx.vmap, in_axes=(None, None, None), state_axes={}, axis_size=4)
    def samples(self, x: jax.Array, rngs: nnx.Rngs):
        return self.sample(x, rngs)
