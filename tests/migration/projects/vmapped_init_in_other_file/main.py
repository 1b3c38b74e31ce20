import jax.numpy as jnp
from blocks import Block
from flax import nnx


def main():
    module = Block(rngs=nnx.Rngs(0))
    module.set_attributes(deterministic=False)
    rngs = nnx.Rngs(dropout=1)
    y, out = module(jnp.ones((1, 3)), None, rngs=rngs)
    return {"y": y, "kernel": module.linear.kernel.value, "key": rngs.dropout()}
