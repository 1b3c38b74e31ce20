from functools import partial

import jax
import jax.numpy as jnp
from es import POPULATION, Controller, fitness, perturb
from flax import nnx


@partial(nnx.vmap, in_axes=(None, None), axis_size=POPULATION)
def mutate(params, rngs: nnx.Rngs):
    return perturb(params, rngs)


def main():
    rngs = nnx.Rngs(params=0, mutate=1)
    controller = Controller(rngs)
    params = {"w": controller.linear.kernel.value, "b": controller.linear.bias.value}
    population = mutate(params, rngs)
    scores = jax.vmap(fitness, in_axes=(0, None))(population["w"], jnp.ones((3, 2)))
    return {"w": population["w"], "b": population["b"], "scores": scores, "key": rngs.mutate()}
