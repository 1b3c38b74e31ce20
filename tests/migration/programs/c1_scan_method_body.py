"""C1: nnx.Scan.constructor in the body of __init__, length a parameter; the deep MLP of the time."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x: jax.Array):
        x = nnx.gelu(self.linear(x))
        x = x + 0.1 * jax.random.normal(self.rngs.noise(), x.shape)
        return x, None


class MLP(nnx.Module):
    def __init__(self, din: int, dim: int, num_layers: int, *, rngs: nnx.Rngs):
        self.embed = nnx.Linear(din, dim, rngs=rngs)
        self.layers = nnx.Scan.constructor(Block, length=num_layers)(dim, rngs=rngs)
        self.head = nnx.Linear(dim, 1, rngs=rngs)

    def __call__(self, x: jax.Array):
        x, _ = self.layers(self.embed(x))
        return self.head(x)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = MLP(2, 4, 3, rngs=rngs)
    x = jnp.ones((5, 2))
    return {
        "first": np.asarray(model(x)),
        "second": np.asarray(model(x)),
        "layers": np.asarray(model.layers.scan_module.linear.kernel.value),
        "head": np.asarray(model.head.kernel.value),
        "noise count": np.asarray(rngs.noise.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
