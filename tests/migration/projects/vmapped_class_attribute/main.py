import jax.numpy as jnp
from flax import nnx
from layer import Layer


def main():
    rngs = nnx.Rngs(0)
    layers = Layer.stacked(3, 4, rngs)
    return {"y": layers.run(jnp.ones((1, 3))), "key": rngs.params()}
