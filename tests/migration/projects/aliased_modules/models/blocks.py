import flax.nnx as nnx


class Mixer(nnx.Module):
    def __init__(self, tokens, dim, rngs):
        self.token = nnx.Linear(tokens, tokens, rngs=rngs)
        self.channel = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x):
        x = x + self.token(x.T).T
        return x + self.channel(x)
