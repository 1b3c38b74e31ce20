"""Soft actor-critic: twin critics from one vmap, and a reparameterised action."""

import jax
import jax.numpy as jnp
from flax import nnx


class Critic(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.l1 = nnx.Linear(5, 16, rngs=rngs)
        self.l2 = nnx.Linear(16, 1, rngs=rngs)

    def __call__(self, obs, action):
        x = jnp.concatenate([obs, action], axis=-1)
        return self.l2(nnx.relu(self.l1(x)))


class Agent(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.actor = nnx.Linear(3, 2, rngs=rngs)
        with nnx.split_rngs(rngs, splits=2):
            self.critics = nnx.vmap(Critic, in_axes=0, axis_size=2)(rngs)
        self.rngs = rngs

    def act(self, obs):
        mean = self.actor(obs)
        return nnx.tanh(mean + jax.random.normal(self.rngs.action(), mean.shape))

    def q_values(self, obs, action):
        evaluate = nnx.vmap(lambda critic, o, a: critic(o, a), in_axes=(0, None, None))
        return evaluate(self.critics, obs, action)


def main():
    agent = Agent(nnx.Rngs(params=0, action=1))
    obs = jnp.ones(3)
    act = nnx.jit(Agent.act)
    actions = jnp.stack([act(agent, obs) for _ in range(4)])
    return {"actions": actions, "q": agent.q_values(obs, actions[0])}
