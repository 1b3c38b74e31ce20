"""C1: Vmap of `from flax.nnx import Vmap` in a method's body, submodule and size as attributes."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from flax.nnx import Vmap


class Expert(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, deterministic=False)

    def __call__(self, x, rngs: nnx.Rngs):
        return self.dropout(self.linear(x), rngs=rngs)


class Mixture(nnx.Module):
    def __init__(self, dim: int, num_experts: int, *, rngs: nnx.Rngs):
        self.num_experts = num_experts
        self.gate = nnx.Linear(dim, num_experts, rngs=rngs)
        self.experts = Vmap.constructor(Expert, in_axes=(0, None, 0), axis_size=self.num_experts)(
            dim, rngs=rngs
        )

    def __call__(self, x, rngs: nnx.Rngs):
        weights = nnx.softmax(self.gate(x))
        return jnp.einsum('be,ebd->bd', weights, self.experts(x, rngs))


def main():
    rngs = nnx.Rngs(params=0, dropout=1)
    model = Mixture(4, 3, rngs=rngs)
    x = jnp.ones((2, 4))
    return {
        'output': np.asarray(model(x, rngs)),
        'experts': np.asarray(model.experts.vmap_module.linear.kernel.value),
        'gate': np.asarray(model.gate.kernel.value),
        'count': np.asarray(rngs.dropout.count.value),
        'next params key': np.asarray(jax.random.key_data(rngs.params())),
        'next dropout key': np.asarray(jax.random.key_data(rngs.dropout())),
    }
