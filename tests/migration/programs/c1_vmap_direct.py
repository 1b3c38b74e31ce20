"""C1: the class nnx.Vmap itself, with module_init_args and module_init_kwargs."""

import jax
import numpy as np
from flax import nnx


class Net(nnx.Module):
    def __init__(self, width: int, *, rngs: nnx.Rngs):
        self.inner = nnx.Linear(2, width, rngs=rngs)
        self.outer = nnx.Linear(width, 1, use_bias=False, rngs=rngs)

    def __call__(self, x: jax.Array) -> jax.Array:
        return self.outer(nnx.relu(self.inner(x)))


def build(rngs: nnx.Rngs):
    return nnx.Vmap(
        Net,
        in_axes=(0, None),
        axis_size=5,
        module_init_args=(4,),
        module_init_kwargs={"rngs": rngs},
    )


def main():
    rngs = nnx.Rngs(params=7)
    ensemble = build(rngs)
    x = np.linspace(-1, 1, 6, dtype=np.float32).reshape(3, 2)
    return {
        "inner": np.asarray(ensemble.vmap_module.inner.kernel.value),
        "outer": np.asarray(ensemble.vmap_module.outer.kernel.value),
        "output": np.asarray(ensemble(x)),
        "count": np.asarray(rngs.params.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
