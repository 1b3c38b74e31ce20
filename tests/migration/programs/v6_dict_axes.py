"""V6 with a dict of axes for a dict of arrays, and None for the ensemble and for the Rngs."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)


def forward(model: nnx.Linear, batch, rngs: nnx.Rngs):
    y = model(batch["x"]) + batch["shift"]
    return {"y": y, "drawn": jax.random.normal(rngs.noise(), y.shape)}


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = partial(nnx.vmap, axis_size=2)(create)(rngs)
    mapped = nnx.vmap(
        forward,
        in_axes=(None, {"x": 1, "shift": None}, None),
        out_axes={"y": 0, "drawn": 1},
        axis_size=2,
    )
    out = mapped(model, {"x": jnp.arange(20.0).reshape(5, 2, 2), "shift": jnp.ones((3,))}, rngs)
    return {
        "y": np.asarray(out["y"]),
        "drawn": np.asarray(out["drawn"]),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
