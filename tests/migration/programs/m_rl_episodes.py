"""V0, S3, S4: episodes of a policy: scan in a vmapped function, shared weights, one stream carried."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Policy(nnx.Module):
    def __init__(self, observations: int, actions: int, *, rngs: nnx.Rngs):
        self.hidden = nnx.Linear(observations, 8, rngs=rngs)
        self.logits = nnx.Linear(8, actions, rngs=rngs)

    def __call__(self, observation):
        return self.logits(nnx.tanh(self.hidden(observation)))


def environment(state, action, rngs: nnx.Rngs):
    state = state + (action - 1) + 0.1 * jax.random.normal(rngs.world(), state.shape)
    return state, -jnp.abs(state).sum()


@partial(nnx.scan, in_axes=(None, None, 0, None), length=6, state_axes={}, split_rngs=("world", "action"))
def act(state, policy: Policy, discount, rngs: nnx.Rngs):
    action = jax.random.categorical(rngs.action(), policy(state))
    fixed = jax.random.uniform(rngs.episode())
    state, reward = environment(state, action, rngs)
    return state, (action, discount * reward + fixed)


@nnx.jit
@partial(nnx.vmap, in_axes=(None, 0, None), state_axes={}, axis_size=4)
def episode(policy: Policy, start: jax.Array, rngs: nnx.Rngs):
    _, (actions, rewards) = act(start, policy, 0.5 ** jnp.arange(6.0), rngs)
    return actions, rewards


def main():
    rngs = nnx.Rngs(params=0, world=1, action=2, episode=3)
    policy = Policy(2, 3, rngs=rngs)
    actions, rewards = episode(policy, jnp.zeros((4, 2)), rngs)
    return {
        "actions": np.asarray(actions),
        "rewards": np.asarray(rewards),
        "hidden": np.asarray(policy.hidden.kernel.value),
        "world count": np.asarray(rngs.world.count.value),
        "episode count": np.asarray(rngs.episode.count.value),
        "next world key": np.asarray(jax.random.key_data(rngs.world())),
        "next action key": np.asarray(jax.random.key_data(rngs.action())),
        "next episode key": np.asarray(jax.random.key_data(rngs.episode())),
    }
