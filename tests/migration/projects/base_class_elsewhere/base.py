from flax import nnx


class BaseModel(nnx.Module):
    def __init__(self, features, *, rngs: nnx.Rngs):
        self.features = features
        self.inp = nnx.Linear(2, features, rngs=rngs)

    def encode(self, x):
        return nnx.tanh(self.inp(x))
