import config
from flax import nnx


class Net(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.fc1 = nnx.Linear(1, config.HIDDEN, rngs=rngs)
        self.fc2 = nnx.Linear(config.HIDDEN, 1, rngs=rngs)

    def __call__(self, x):
        return self.fc2(nnx.relu(self.fc1(x)))
