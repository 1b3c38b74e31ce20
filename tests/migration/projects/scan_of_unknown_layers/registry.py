import jax
from flax import nnx


class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(3, 3, rngs=rngs)

    def __call__(self, x, key):
        return nnx.relu(self.linear(x)) + jax.random.normal(key, x.shape)


BLOCKS = {"plain": Block}


def make(name, *args):
    return BLOCKS[name](*args)
