import jax
from flax import nnx


class ValueHead(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, 1, rngs=rngs)

    def __call__(self, x):
        return self.linear(x).squeeze(-1)


class PolicyHead(nnx.Module):
    def __init__(self, dim: int, actions: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, actions, rngs=rngs)

    def __call__(self, x, rngs: nnx.Rngs):
        logits = self.linear(x)
        return jax.random.categorical(rngs.action(), logits)
