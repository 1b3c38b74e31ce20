import jax.numpy as jnp
from flax import nnx
from units import UNITS, Unit


class Column(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.units = nnx.vmap(Unit, axis_size=UNITS)(rngs)

    def __call__(self, x):
        return nnx.vmap(Unit.__call__, in_axes=(0, None))(self.units, x)


def main():
    rngs = nnx.Rngs(0)
    column = Column(rngs)
    return {"y": column(jnp.ones((2,))), "key": rngs.params()}
