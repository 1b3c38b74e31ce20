from flax import nnx


class Net(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.layer = nnx.Linear(2, 2, rngs=rngs)

    def __call__(self, x):
        return self.layer(x)


def setup(seed):
    rngs = nnx.Rngs(params=seed, noise=seed + 1)
    return Net(rngs=rngs), rngs
