from flax import nnx


class Encoder(nnx.Module):
    def __init__(self, din: int, dout: int, *, rngs: nnx.Rngs):
        self.proj = nnx.Linear(din, dout, rngs=rngs)

    def __call__(self, x):
        return nnx.relu(self.proj(x))


class EncoderBuilder:
    def __init__(self, din, dout):
        self.din = din
        self.dout = dout

    def build(self, rngs):
        return Encoder(self.din, self.dout, rngs=rngs)
