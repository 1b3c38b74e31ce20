"""S1: a tuple of types as one filter, lambdas, `import flax` and a name for its nnx."""

import functools as ft

import flax
import jax
import jax.numpy as jnp
import numpy as np

nnx = flax.nnx


class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.norm = nnx.BatchNorm(dim, rngs=rngs)
        self.steps = nnx.Variable(jnp.zeros((), jnp.int32))

    def __call__(self, x):
        self.steps.value = self.steps.value + 1
        return x + self.norm(self.linear(x))


axes = {(nnx.Param, nnx.BatchStat): 0}
create = ft.partial(nnx.vmap, axis_size=3, state_axes=axes)(lambda rngs: Block(4, rngs=rngs))
run = ft.partial(nnx.scan, length=3, state_axes=axes)(lambda x, block: (block(x), x[0]))


def main():
    rngs = nnx.Rngs(params=11)
    blocks = create(rngs)
    x, trace = run(jnp.sin(jnp.arange(20.0) ** 2).reshape(5, 4), blocks)
    return {
        "x": np.asarray(x),
        "trace": np.asarray(trace),
        "kernel": np.asarray(blocks.linear.kernel.value),
        "mean": np.asarray(blocks.norm.mean.value),
        "steps": np.asarray(blocks.steps.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
