import jax.numpy as jnp
from flax import nnx
from stacks import make_layers, run_layers


def main():
    rngs = nnx.Rngs(8)
    layers = make_layers(rngs)
    x, xs = run_layers(jnp.ones((1, 2)), layers)
    return {"x": x, "xs": xs, "key": rngs.params()}
