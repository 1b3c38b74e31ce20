from flax import nnx


class Autoencoder(nnx.Module):
    def __init__(self, din: int, hidden: int, *, rngs: nnx.Rngs):
        self.encoder = nnx.Linear(din, hidden, rngs=rngs)
        self.decoder = nnx.Linear(hidden, din, rngs=rngs)

    def __call__(self, x):
        return self.decoder(nnx.relu(self.encoder(x)))
