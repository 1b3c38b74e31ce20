import jax
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)

    def __call__(self, x):
        return self.linear(x)


def build_all(rngs: nnx.Rngs):
    return {"net": Net(rngs), "target": Net(rngs), "log_alpha": jax.random.normal(rngs.params())}
