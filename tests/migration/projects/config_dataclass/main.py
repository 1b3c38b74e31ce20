from functools import partial

import jax.numpy as jnp
from blocks import Block
from config import ModelConfig
from flax import nnx


class Model(nnx.Module):
    def __init__(self, cfg: ModelConfig, *, rngs: nnx.Rngs):
        @partial(nnx.vmap, axis_size=cfg.num_layers)
        def create_block(rngs: nnx.Rngs):
            return Block(cfg, rngs=rngs)

        self.blocks = create_block(rngs)

    def __call__(self, x):
        @nnx.scan
        def forward(x, block):
            return block(x), None

        x, _ = forward(x, self.blocks)
        return x


def main():
    model = Model(ModelConfig(), rngs=nnx.Rngs(0))
    return {"y": model(jnp.ones((2, 4))), "kernel": model.blocks.linear.kernel.value}
