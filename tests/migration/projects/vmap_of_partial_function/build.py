from flax import nnx


class Mlp(nnx.Module):
    def __init__(self, din, dout, *, rngs):
        self.linear = nnx.Linear(din, dout, rngs=rngs)

    def __call__(self, x):
        return self.linear(x)


def build(din, dout, rngs):
    return Mlp(din, dout, rngs=rngs)
