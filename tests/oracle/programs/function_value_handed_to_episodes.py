"""A transformed policy is handed to the loop that calls it with split streams."""

import jax
import jax.numpy as jnp
from flax import nnx


def act(rngs, observation):
    return observation + jax.random.normal(rngs.noise(), observation.shape)


def episodes(rngs, policy, observations):
    return jnp.stack([policy(rngs, observations) for _ in range(2)])


def main():
    policy = nnx.split_rngs(splits=3)(nnx.vmap(act))
    return {"steps": episodes(nnx.Rngs(0), policy, jnp.zeros((3, 4))).reshape(6, 4)}
