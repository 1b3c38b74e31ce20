import jax.numpy as jnp
from experts import Expert
from flax import nnx


class MoE(nnx.Module):
    def __init__(self, dim: int, num_experts: int, *, rngs: nnx.Rngs):
        self.gate = nnx.Linear(dim, num_experts, use_bias=False, rngs=rngs)
        self.experts = nnx.Vmap.constructor(Expert, in_axes=(0, None), axis_size=num_experts)(
            dim, 2 * dim, rngs=rngs
        )

    def __call__(self, x):
        weights = nnx.softmax(self.gate(x))
        outputs = self.experts(x)
        return jnp.einsum("ebd,be->bd", outputs, weights)


def main():
    rngs = nnx.Rngs(3)
    moe = MoE(4, 3, rngs=rngs)
    return {
        "y": moe(jnp.ones((2, 4))),
        "wi": moe.experts.vmap_module.wi.kernel.value,
        "key": rngs.params(),
    }
