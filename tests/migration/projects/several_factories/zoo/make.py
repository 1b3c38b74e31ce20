from flax import nnx

from .parts import Body


def create_rngs(seed: int, streams=("params", "dropout")):
    return nnx.Rngs(**{name: seed + i for i, name in enumerate(streams)})


def create_model(name: str, rngs: nnx.Rngs):
    if name == "wide":
        return Body(8, rngs=rngs)
    return Body(2, rngs=rngs)
