from functools import partial

import jax.numpy as jnp
from configs import BaseConfig
from flax import nnx


class Layer(nnx.Module):
    def __init__(self, config: BaseConfig, rngs: nnx.Rngs):
        self.config = config
        self.mlp = nnx.Linear(config.dim, config.dim, rngs=rngs)

    def __call__(self, x):
        return x + nnx.gelu(self.mlp(x))


class ViT(nnx.Module):
    config: BaseConfig

    def __init__(self, config: BaseConfig, rngs: nnx.Rngs):
        self.config = config
        self.layers = self._init_layers(rngs)

    def _init_layers(self, rngs: nnx.Rngs):
        @partial(nnx.vmap, axis_size=self.config.depth)
        def init(rngs: nnx.Rngs):
            return Layer(self.config, rngs)

        return init(rngs)

    def __call__(self, x):
        @partial(nnx.scan, length=self.config.depth)
        def body(x: jnp.ndarray, layer: Layer):
            y = layer(x)
            return y, y.mean()

        return body(x, self.layers)
