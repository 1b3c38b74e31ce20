"""C1: nnx.Jit itself and its constructor with static_argnums, in the body of a class."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Repeat(nnx.Module):
    def __init__(self, dim, *, rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x, times):
        for _ in range(times):
            x = self.linear(x)
        return x


class Model(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.repeat = nnx.Jit.constructor(Repeat, static_argnums=2)(dim, rngs=rngs)
        self.again = nnx.Jit(
            Repeat,
            static_argnums=(2,),
            inline=True,
            module_init_args=(),
            module_init_kwargs={"dim": dim, "rngs": rngs},
        )

    def __call__(self, x):
        return self.again(self.repeat(x, 2), 3)


def main():
    rngs = nnx.Rngs(params=1)
    model = Model(3, rngs=rngs)
    return {
        "output": np.asarray(model(jnp.ones((2, 3)))),
        "repeat": np.asarray(model.repeat.jit_module.linear.kernel.value),
        "again": np.asarray(model.again.jit_module.linear.kernel.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
