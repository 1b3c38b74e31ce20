"""Several environments run side by side, each with its own action noise."""

import jax
import jax.numpy as jnp
from flax import nnx

NUM_ENVS = 4


class Actor(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.l1 = nnx.Linear(3, 8, rngs=rngs)
        self.l2 = nnx.Linear(8, 2, rngs=rngs)

    def __call__(self, obs):
        return self.l2(nnx.relu(self.l1(obs)))


@nnx.split_rngs(splits=NUM_ENVS)
@nnx.vmap(in_axes=(None, 0, 0))
def act(actor, obs, rngs):
    logits = actor(obs)
    noise = jax.random.gumbel(rngs.action(), logits.shape)
    return jnp.argmax(logits + noise), noise


@nnx.split_rngs(splits=NUM_ENVS)
@nnx.vmap(axis_size=NUM_ENVS)
def reset(rngs):
    return jax.random.uniform(rngs.env(), (3,))


def main():
    actor = Actor(rngs=nnx.Rngs(0))
    rngs = nnx.Rngs(env=1, action=2)
    obs = reset(rngs)
    start, noises = obs, []
    for _ in range(3):
        action, noise = act(actor, obs, rngs)
        obs = obs + 0.01 * action[:, None]
        noises.append(noise)
    return {"start": start, "noise": jnp.concatenate(noises)}
