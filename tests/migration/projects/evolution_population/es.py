import jax
import jax.numpy as jnp
from flax import nnx

POPULATION = 4
SIGMA = 0.1


class Controller(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)

    def __call__(self, x):
        return nnx.tanh(self.linear(x))


def perturb(tree, rngs: nnx.Rngs):
    return jax.tree_util.tree_map(
        lambda p: p + SIGMA * jax.random.normal(rngs.mutate(), p.shape), tree
    )


def fitness(w, x):
    return -jnp.sum((x @ w) ** 2)
