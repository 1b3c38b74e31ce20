import jax
from flax import nnx

STEPS = 4


class Energy(nnx.Module):
    def __init__(self, dim: int, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, 1, rngs=rngs)

    def __call__(self, x):
        return (self.linear(x) ** 2).sum()


def langevin_step(x, energy: Energy, rngs: nnx.Rngs):
    grad = jax.grad(lambda x: energy(x))(x)
    x = x - 0.1 * grad + 0.01 * jax.random.normal(rngs.noise(), x.shape)
    return x, energy(x)
