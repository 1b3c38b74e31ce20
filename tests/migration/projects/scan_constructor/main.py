import jax.numpy as jnp
from blocks import Block
from flax import nnx

MLP = nnx.Scan.constructor(
    Block,
    state_axes={nnx.Param: 0},
    length=5,
)


def main():
    module = MLP(rngs=nnx.Rngs(0))
    y, out = module(jnp.ones((1, 3)))
    return {"y": y, "kernel": module.scan_module.linear.kernel.value}
