import jax.numpy as jnp
from app.models import Tower
from flax import nnx


def main():
    rngs = nnx.Rngs(0)
    tower = Tower(2, rngs)
    return {"y": tower(jnp.ones((1, 2))), "kernel": tower.layers.linear.kernel.value, "key": rngs()}
