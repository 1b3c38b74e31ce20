"""A mixture of experts: the experts come from one vmap, the router adds noise."""

import jax
import jax.numpy as jnp
from flax import nnx


class Expert(nnx.Module):
    def __init__(self, dim: int, rngs: nnx.Rngs):
        self.up = nnx.Linear(dim, 2 * dim, rngs=rngs)
        self.down = nnx.Linear(2 * dim, dim, rngs=rngs)

    def __call__(self, x):
        return self.down(nnx.relu(self.up(x)))


class MoE(nnx.Module):
    def __init__(self, dim: int, experts: int, *, rngs: nnx.Rngs):
        make = nnx.vmap(lambda r: Expert(dim, r), axis_size=experts)
        self.experts = nnx.split_rngs(splits=experts)(make)(rngs)
        self.router = nnx.Linear(dim, experts, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        logits = self.router(x)
        logits = logits + jax.random.normal(self.rngs.router(), logits.shape)
        gates = nnx.softmax(logits)
        outputs = nnx.vmap(lambda e, x: e(x), in_axes=(0, None))(self.experts, x)
        return gates, outputs


def main():
    moe = MoE(4, 3, rngs=nnx.Rngs(params=0, router=1))
    forward = nnx.jit(lambda model, x: model(x))
    gates, outputs = zip(*[forward(moe, jnp.ones(4)) for _ in range(3)], strict=True)
    return {"gates": jnp.stack(gates), "experts": outputs[0]}
