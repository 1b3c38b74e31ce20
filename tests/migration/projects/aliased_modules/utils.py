import flax.nnx as nnx


def get_rngs(seed: int = 0) -> nnx.Rngs:
    return nnx.Rngs(seed)
