"""An evolution strategy: the population perturbs one set of weights with keys of its own."""

import jax
import jax.numpy as jnp
from flax import nnx


class Policy(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(3, 2, rngs=rngs)

    def __call__(self, x):
        return self.linear(x)


def perturb(params, key, sigma):
    leaves, treedef = jax.tree.flatten(params)
    keys = jax.random.split(key, len(leaves))
    noisy = [p + sigma * jax.random.normal(k, p.shape) for p, k in zip(leaves, keys, strict=True)]
    return jax.tree.unflatten(treedef, noisy)


@nnx.jit(static_argnames="population")
def evaluate(model, rngs: nnx.Rngs, x, population: int):
    graphdef, params = nnx.split(model)

    def fitness(key):
        candidate = nnx.merge(graphdef, perturb(params, key, 0.1))
        return candidate(x)

    return jax.vmap(fitness)(jax.random.split(rngs.es(), population))


def main():
    model = Policy(rngs=nnx.Rngs(0))
    rngs = nnx.Rngs(es=1)
    generations = [evaluate(model, rngs, jnp.ones(3), population=4) for _ in range(2)]
    return {"candidates": jnp.concatenate(generations)}
