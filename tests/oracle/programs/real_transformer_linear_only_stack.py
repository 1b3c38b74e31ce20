"""A pre-norm MLP stack without Dropout: keys are needed only when it is made."""

import functools

import jax.numpy as jnp
from flax import nnx


class MlpBlock(nnx.Module):
    def __init__(self, config, rngs: nnx.Rngs):
        self.norm = nnx.RMSNorm(config["dim"], rngs=rngs)
        self.gate = nnx.Linear(config["dim"], config["hidden"], use_bias=False, rngs=rngs)
        self.up = nnx.Linear(config["dim"], config["hidden"], use_bias=False, rngs=rngs)
        self.down = nnx.Linear(config["hidden"], config["dim"], use_bias=False, rngs=rngs)

    def __call__(self, x):
        h = self.norm(x)
        return x + self.down(nnx.silu(self.gate(h)) * self.up(h))


class Decoder(nnx.Module):
    def __init__(self, config, rngs: nnx.Rngs):
        self.embed = nnx.Embed(config["vocab"], config["dim"], rngs=rngs)
        build = functools.partial(MlpBlock, config)
        layers = config["layers"]
        self.layers = nnx.split_rngs(splits=layers)(nnx.vmap(build, axis_size=layers))(rngs)

    def __call__(self, tokens):
        def body(x, layer):
            x = layer(x)
            return x, x

        return nnx.scan(nnx.remat(body))(self.embed(tokens), self.layers)


def main():
    config = {"vocab": 10, "dim": 8, "hidden": 16, "layers": 4}
    model = Decoder(config, nnx.Rngs(0))
    _, hidden = model(jnp.arange(5))
    return {"hidden states": hidden, "gates": jnp.asarray(model.layers.gate.kernel[...])}
