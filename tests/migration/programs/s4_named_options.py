"""S4: carry_argnum, in_axes and length are names of module constants."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

CARRY = 2
AXES = (0, None, None)
STEPS = 4


@functools.partial(nnx.scan, in_axes=AXES, carry_argnum=CARRY, length=STEPS, unroll=True)
def filter_step(observation, rngs: nnx.Rngs, particles):
    particles = particles + jax.random.normal(rngs.move(), particles.shape)
    weights = jnp.exp(-((particles - observation) ** 2))
    chosen = jax.random.categorical(rngs.choose(), jnp.log(weights), shape=particles.shape)
    return particles[chosen], particles.mean()


def main():
    rngs = nnx.Rngs(move=0, choose=1)
    particles, means = filter_step(jnp.linspace(0, 1, STEPS), rngs, jnp.zeros(5))
    return {
        "particles": np.asarray(particles),
        "means": np.asarray(means),
        "move count": np.asarray(rngs.move.count.value),
        "next move key": np.asarray(jax.random.key_data(rngs.move())),
        "next choose key": np.asarray(jax.random.key_data(rngs.choose())),
    }
