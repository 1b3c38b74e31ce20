from flax import nnx


class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x):
        return nnx.relu(self.linear(x))


def make_block(rngs: nnx.Rngs) -> Block:
    return Block(3, rngs=rngs)


def apply_block(x, block: Block):
    return block(x), None
