"""C1, refuse: a class that inherits from nnx.Vmap and calls its constructor through super()."""

import jax
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)

    def __call__(self, x):
        return self.linear(x)


class Ensemble(nnx.Vmap):
    def __init__(self, size, rngs):
        super().__init__(
            Block, axis_size=size, module_init_args=(), module_init_kwargs={"rngs": rngs}
        )

    def mean(self, x):
        return self(x).mean(axis=0)


def main():
    rngs = nnx.Rngs(5)
    ensemble = Ensemble(3, rngs)
    return {
        "mean": np.asarray(ensemble.mean(np.ones((3, 2), np.float32))),
        "kernel": np.asarray(ensemble.vmap_module.linear.kernel.value),
        "next key": np.asarray(jax.random.key_data(rngs.params())),
    }
