import functools

import jax
import jax.numpy as jnp
from flax import nnx

from moe.expert import Expert


class MoELayer(nnx.Module):
    def __init__(self, d_model: int, d_ff: int, num_experts: int, rngs: nnx.Rngs):
        self.num_experts = num_experts
        self.router = nnx.Linear(d_model, num_experts, rngs=rngs)
        self.experts = self._create(d_model, d_ff, num_experts, rngs)

    @staticmethod
    def _create(d_model, d_ff, num_experts, rngs):
        @functools.partial(nnx.vmap, axis_size=num_experts)
        def create(rngs):
            return Expert(d_model, d_ff, rngs)

        return create(rngs)

    def __call__(self, x, rngs: nnx.Rngs):
        logits = self.router(x)
        logits += 0.1 * jax.random.normal(rngs.jitter(), logits.shape)
        outs = nnx.vmap(lambda e, x: e(x), in_axes=(0, None), out_axes=1)(self.experts, x)
        return jnp.sum(outs * nnx.softmax(logits)[..., None], axis=1)
