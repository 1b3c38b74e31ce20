"""eval_shape looks at the shapes only, and the real models are made from the same Rngs."""

import jax.numpy as jnp
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)


def main():
    abstract = nnx.eval_shape(lambda: Net(nnx.Rngs(0)))
    shape = abstract.linear.kernel.shape
    rngs = nnx.Rngs(0)
    kernels = [Net(rngs).linear.kernel[...] for _ in range(3)]
    return {"kernels": jnp.stack([k.reshape(shape) for k in kernels])}
