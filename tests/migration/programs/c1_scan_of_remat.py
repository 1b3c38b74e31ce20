"""C1: nnx.Scan.constructor over nnx.Remat.constructor, one lifted class in another."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x, _):
        return nnx.tanh(self.linear(x)), None


class Model(nnx.Module):
    def __init__(self, dim: int, depth: int, *, rngs: nnx.Rngs):
        self.blocks = nnx.Scan.constructor(
            nnx.Remat.constructor(Block, prevent_cse=False), length=depth
        )(dim, rngs=rngs)

    def __call__(self, x):
        x, _ = self.blocks(x, None)
        return x.mean()


def main():
    rngs = nnx.Rngs(params=0)
    model = Model(4, 3, rngs=rngs)
    x = jnp.ones((2, 4))
    loss, grads = nnx.value_and_grad(lambda model: model(x))(model)
    return {
        "loss": np.asarray(loss),
        "gradient": np.asarray(jax.tree.leaves(grads)[1]),
        "kernel": np.asarray(model.blocks.scan_module.remat_module.linear.kernel.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
