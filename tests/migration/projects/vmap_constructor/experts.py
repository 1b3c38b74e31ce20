from flax import nnx


class Expert(nnx.Module):
    def __init__(self, dim: int, hidden: int, *, rngs: nnx.Rngs):
        self.wi = nnx.Linear(dim, hidden, use_bias=False, rngs=rngs)
        self.wo = nnx.Linear(hidden, dim, use_bias=False, rngs=rngs)

    def __call__(self, x):
        return self.wo(nnx.silu(self.wi(x)))
