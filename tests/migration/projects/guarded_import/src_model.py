from flax import nnx


class Critic(nnx.Module):
    def __init__(self, dim, *, rngs):
        self.value = nnx.Linear(dim, 1, rngs=rngs)

    def __call__(self, x):
        return self.value(x)
