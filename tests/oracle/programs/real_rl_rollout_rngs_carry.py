"""A policy is rolled out with nnx.scan; the Rngs travels with the environment state."""

import jax
import jax.numpy as jnp
from flax import nnx


class Policy(nnx.Module):
    def __init__(self, obs: int, actions: int, *, rngs: nnx.Rngs):
        self.torso = nnx.Linear(obs, 16, rngs=rngs)
        self.mean = nnx.Linear(16, actions, rngs=rngs)
        self.log_std = nnx.Param(jnp.zeros(actions))

    def sample(self, obs, key):
        mean = self.mean(nnx.tanh(self.torso(obs)))
        noise = jax.random.normal(key, mean.shape)
        return mean + jnp.exp(self.log_std[...]) * noise


def env_step(state, action):
    position, velocity = state
    velocity = 0.9 * velocity + 0.1 * action
    return (position + velocity, velocity)


def rollout(policy: Policy, rngs: nnx.Rngs, steps: int):
    @nnx.scan(length=steps, in_axes=(nnx.Carry, None), out_axes=(nnx.Carry, 0))
    def step(carry, policy):
        state, rngs = carry
        action = policy.sample(jnp.concatenate(state), rngs.action())
        return (env_step(state, action), rngs), action

    start = (jnp.zeros(2), jnp.zeros(2))
    return step((start, rngs), policy)[1]


def main():
    policy = Policy(4, 2, rngs=nnx.Rngs(0))
    rngs = nnx.Rngs(action=1)
    actions = [rollout(policy, rngs, 5), rollout(policy, rngs, 5)]
    return {"actions": jnp.concatenate(actions)}
