from flax import nnx


class Cell(nnx.Module):
    def __init__(self, din, hidden, *, rngs):
        self.i2h = nnx.Linear(din, hidden, rngs=rngs)
        self.h2h = nnx.Linear(hidden, hidden, rngs=rngs)

    def __call__(self, h, x):
        h = nnx.tanh(self.i2h(x) + self.h2h(h))
        return h, h
