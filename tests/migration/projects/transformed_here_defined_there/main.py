import jax.numpy as jnp
from factory import apply_block, make_block
from flax import nnx


def main():
    rngs = nnx.Rngs(5)
    blocks = nnx.vmap(make_block, axis_size=4)(rngs)
    x, _ = nnx.scan(apply_block)(jnp.ones((2, 3)), blocks)
    return {"x": x, "kernel": blocks.linear.kernel.value, "next": rngs.params()}
