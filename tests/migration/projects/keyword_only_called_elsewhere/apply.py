from functools import partial

import jax
from flax import nnx


@partial(nnx.vmap, in_axes=(0, 0), in_axes_kwargs=None)
def forward(model: nnx.Linear, x: jax.Array, *, scale: float):
    return scale * model(x)
