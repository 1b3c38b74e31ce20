from flax import nnx


class Expert(nnx.Module):
    def __init__(self, d_model: int, d_ff: int, rngs: nnx.Rngs):
        self.w1 = nnx.Linear(d_model, d_ff, rngs=rngs)
        self.w2 = nnx.Linear(d_ff, d_model, rngs=rngs)

    def __call__(self, x):
        return self.w2(nnx.relu(self.w1(x)))
