import typing as tp
from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx


class Block(nnx.Module):
    @partial(
        nnx.vmap,
        state_axes={nnx.Param: 0},
        axis_size=5,
    )
    def __init__(self, *, rngs: nnx.Rngs):
        self.d = 3
        self.linear = nnx.Linear(3, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5)
        self.node = nnx.Variable(jnp.ones((2,)))

    @partial(
        nnx.scan,
        state_axes={nnx.Param: 0},
        length=5,
        carry_argnum=1,
    )
    def __call__(self, x: jax.Array, _, *, rngs: nnx.Rngs) -> tp.Tuple[jax.Array, None]:
        x = self.linear(x)
        x = self.dropout(x, rngs=rngs)
        x = nnx.gelu(x)
        return x, None
