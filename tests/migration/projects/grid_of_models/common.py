from flax import nnx

ROWS, COLS = 2, 3


class Tiny(nnx.Module):
    def __init__(self, *, rngs):
        self.dense = nnx.Linear(2, 1, rngs=rngs)

    def __call__(self, x):
        return self.dense(x)


def create_one(rngs: nnx.Rngs):
    return Tiny(rngs=rngs)
