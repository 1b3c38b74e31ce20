from functools import partial

from flax import nnx
from seeds import SEEDS, streams


@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 2, rngs=rngs), rngs.noise()


@partial(nnx.vmap, axis_size=2)
def draw(rngs: nnx.Rngs):
    return rngs.params()


def main():
    rngs = nnx.Rngs(**streams({"dropout": 7}))
    made, noise = create(rngs)
    other = nnx.Rngs(params=SEEDS["params"])
    return {
        "kernel": made.kernel.value,
        "noise": noise,
        "drawn": draw(other),
        "next": rngs.params(),
        "next of other": other.params(),
    }
