"""axis_name in collectives, spmd_axis_name, metadata of partitions in vmap, scan, nnx.Scan."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

META = {"partition_name": "layers"}


def names(variable):
    """The names of axes, in an attribute that was `sharding` first and has been renamed twice."""
    later = ("out_sharding", "sharding_names")
    found = next((name for name in later if getattr(variable, name, None)), "sharding")
    return tuple(getattr(variable, found))


class Block(nnx.Module):
    def __init__(self, rngs):
        init = nnx.with_partitioning(nnx.initializers.lecun_normal(), ("in", "out"))
        self.linear = nnx.Linear(2, 2, kernel_init=init, rngs=rngs)

    def __call__(self, x):
        assert names(self.linear.kernel) == ("in", "out")
        return self.linear(x), None


@partial(nnx.vmap, axis_name="batch", in_axes=(0, None), spmd_axis_name="data")
def centred(x, rngs):
    noise = jax.random.normal(rngs.noise(), x.shape)
    return x - jax.lax.pmean(x + noise, "batch"), jax.lax.axis_index("batch")


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    x, index = centred(jnp.arange(6.0).reshape(3, 2), rngs)
    create = partial(nnx.vmap, axis_size=2, state_axes={nnx.Param: 1}, transform_metadata=META)
    blocks = create(Block)(rngs)
    run = nnx.scan(
        lambda block, x: block(x),
        state_axes={nnx.Param: 1},
        transform_metadata=META,
        carry_argnum=1,
    )
    y, _ = run(blocks, x)
    stack = nnx.Scan.constructor(Block, length=2, transform_metadata=META)(rngs)
    z, _ = stack(x)
    return {
        "x": np.asarray(x),
        "index": np.asarray(index),
        "y": np.asarray(y),
        "z": np.asarray(z),
        "names": np.asarray(names(blocks.linear.kernel)),
        "names of the class": np.asarray(names(stack.scan_module.linear.kernel)),
        "kernel": np.asarray(blocks.linear.kernel.value),
    }
