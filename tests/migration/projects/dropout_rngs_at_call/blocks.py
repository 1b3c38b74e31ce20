from flax import nnx


class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.bn = nnx.BatchNorm(dim, rngs=rngs)
        self.dropout = nnx.Dropout(0.5)

    def __call__(self, x, *, rngs: nnx.Rngs):
        x = self.linear(x)
        x = self.bn(x)
        x = self.dropout(x, rngs=rngs)
        return nnx.gelu(x)
