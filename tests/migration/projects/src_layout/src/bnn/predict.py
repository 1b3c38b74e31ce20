from functools import partial

import jax
from flax import nnx

from bnn.layers import BayesianLinear


def predict_samples(model: BayesianLinear, x: jax.Array, rngs: nnx.Rngs, num_samples: int):
    @partial(nnx.vmap, in_axes=(None, None, None), state_axes={}, axis_size=num_samples)
    def sample(model: BayesianLinear, x: jax.Array, rngs: nnx.Rngs):
        return model(x, rngs)

    return sample(model, x, rngs)
