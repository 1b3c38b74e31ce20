import jax.numpy as jnp
from flax import nnx
from lib import Stack


def main():
    stack = Stack(3, 4, rngs=nnx.Rngs(6))
    x, means = stack(jnp.ones((2, 3)))
    return {"x": x, "means": means, "kernel": stack.blocks.scan_module.linear.kernel.value}
