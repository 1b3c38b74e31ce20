"""The package is imported under another name."""

import flax.nnx as fnx
import jax.numpy as jnp

SPLITS = 4


@fnx.split_rngs(splits=SPLITS)
@fnx.vmap(in_axes=(0,), axis_size=SPLITS)
def init_member(rngs):
    return fnx.Linear(2, 2, rngs=rngs)


def main():
    member = init_member(fnx.Rngs(0))
    return {"member": jnp.asarray(member.kernel[...])}
