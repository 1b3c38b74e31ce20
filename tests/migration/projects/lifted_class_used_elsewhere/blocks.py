from flax import nnx

DEPTH = 4


class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x):
        return nnx.tanh(self.linear(x)), None


Blocks = nnx.Scan.constructor(Block, length=DEPTH)
