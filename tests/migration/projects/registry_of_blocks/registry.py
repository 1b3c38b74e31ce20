from flax import nnx


class MlpBlock(nnx.Module):
    def __init__(self, dim, *, rngs):
        self.fc = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x):
        return nnx.relu(self.fc(x))


class GatedBlock(nnx.Module):
    def __init__(self, dim, *, rngs):
        self.fc = nnx.Linear(dim, dim, rngs=rngs)
        self.gate = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x):
        return self.fc(x) * nnx.sigmoid(self.gate(x))


BLOCKS = {"mlp": MlpBlock, "gated": GatedBlock}
