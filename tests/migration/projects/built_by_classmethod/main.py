from functools import partial

import jax.numpy as jnp
from flax import nnx
from model import Config, Model


def main():
    cfg = Config()

    @partial(nnx.vmap, axis_size=cfg.members)
    def create(rngs: nnx.Rngs):
        return Model.from_config(cfg, rngs=rngs)

    rngs = nnx.Rngs(0)
    models = create(rngs)
    y = nnx.vmap(lambda m, x: m(x), in_axes=(0, None))(models, jnp.ones((2,)))
    return {"y": y, "kernel": models.linear.kernel.value, "next": rngs()}
