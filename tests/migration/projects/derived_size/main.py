from functools import partial

import jax
from flax import nnx
from settings import NUM_SEEDS, WIDTHS


class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.a = nnx.Linear(1, WIDTHS[0], rngs=rngs)
        self.b = nnx.Linear(WIDTHS[0], WIDTHS[1], rngs=rngs)


@partial(nnx.vmap, axis_size=NUM_SEEDS, out_axes=0)
def init_nets(rngs: nnx.Rngs) -> Net:
    return Net(rngs)


@partial(nnx.vmap, axis_size=NUM_SEEDS)
def draw(rngs: nnx.Rngs) -> jax.Array:
    return jax.random.uniform(rngs.params())


def main():
    rngs = nnx.Rngs(3)
    nets = init_nets(rngs)
    return {"b": nets.b.kernel.value, "draws": draw(rngs), "key": rngs.params()}
