from flax import nnx

from lib.block import Block


class Stack(nnx.Module):
    def __init__(self, dim: int, depth: int, *, rngs: nnx.Rngs):
        self.blocks = nnx.Scan.constructor(Block, length=depth)(dim, rngs=rngs)

    def __call__(self, x):
        x, means = self.blocks(x)
        return x, means
