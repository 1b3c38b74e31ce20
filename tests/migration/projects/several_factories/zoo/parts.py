from flax import nnx


class Body(nnx.Module):
    def __init__(self, width, *, rngs):
        self.up = nnx.Linear(2, width, rngs=rngs)
        self.down = nnx.Linear(width, 2, rngs=rngs)

    def __call__(self, x):
        return self.down(nnx.relu(self.up(x)))
