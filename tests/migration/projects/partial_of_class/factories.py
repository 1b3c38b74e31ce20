from functools import partial

from flax import nnx


class Decoder(nnx.Module):
    def __init__(self, din, dout, *, rngs):
        self.linear = nnx.Linear(din, dout, rngs=rngs)

    def __call__(self, z):
        return self.linear(z)


make_decoder = partial(Decoder, 2, 5)
