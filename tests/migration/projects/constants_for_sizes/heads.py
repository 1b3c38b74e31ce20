from flax import nnx


class Head(nnx.Module):
    def __init__(self, dim: int, rngs: nnx.Rngs):
        self.proj = nnx.Linear(dim, 1, rngs=rngs)

    def __call__(self, x):
        return self.proj(x)[..., 0]
