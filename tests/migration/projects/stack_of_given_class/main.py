import jax.numpy as jnp
from flax import nnx
from stacking import run_stack, stack


class Block(nnx.Module):
    def __init__(self, dim, *, use_bias=True, rngs):
        self.linear = nnx.Linear(dim, dim, use_bias=use_bias, rngs=rngs)

    def __call__(self, x):
        return nnx.tanh(self.linear(x))


def main():
    rngs = nnx.Rngs(2)
    blocks = stack(Block, 3, 4, rngs=rngs, use_bias=False)
    return {"y": run_stack(jnp.ones((2, 4)), blocks), "key": rngs.params()}
