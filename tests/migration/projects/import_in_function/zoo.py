from flax import nnx


class Cnn(nnx.Module):
    def __init__(self, features: int, *, rngs: nnx.Rngs):
        self.conv = nnx.Conv(1, features, kernel_size=(3, 3), rngs=rngs)
        self.out = nnx.Linear(features, 2, rngs=rngs)

    def __call__(self, x):
        return self.out(nnx.relu(self.conv(x)).mean(axis=(-3, -2)))
