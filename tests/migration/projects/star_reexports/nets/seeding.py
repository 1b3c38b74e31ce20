from flax import nnx

__all__ = ["seeded"]


def seeded(seed):
    return nnx.Rngs(params=seed, dropout=seed + 1)
