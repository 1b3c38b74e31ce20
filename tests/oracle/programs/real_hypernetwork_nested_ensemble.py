"""A population of ensembles: two levels of vmap with one split a level."""

import jax.numpy as jnp
from flax import nnx

POPULATION, MEMBERS = 2, 3


class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.hidden = nnx.Linear(2, 8, rngs=rngs)
        self.out = nnx.Linear(8, 1, rngs=rngs)

    def __call__(self, x):
        return self.out(nnx.tanh(self.hidden(x)))


@nnx.split_rngs(splits=MEMBERS)
@nnx.vmap(axis_size=MEMBERS)
def create_ensemble(rngs: nnx.Rngs) -> Net:
    return Net(rngs)


@nnx.split_rngs(splits=POPULATION)
@nnx.vmap(axis_size=POPULATION)
def create_population(rngs: nnx.Rngs) -> Net:
    return create_ensemble(rngs)


@nnx.vmap(in_axes=(0, None))
@nnx.vmap(in_axes=(0, None))
def predict(net, x):
    return net(x)


def main():
    population = create_population(nnx.Rngs(0))
    y = predict(population, jnp.ones(2))
    return {"predictions": y.reshape(-1, 1)}
