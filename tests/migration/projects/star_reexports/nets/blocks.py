from flax import nnx

__all__ = ["Residual"]


class Residual(nnx.Module):
    def __init__(self, dim, rngs):
        self.inner = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x):
        return x + nnx.silu(self.inner(x))
