"""Only the deterministic method of a stochastic module is mapped."""

import jax
import jax.numpy as jnp
from flax import nnx


class Policy(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.rngs = rngs

    def mean(self, obs):
        return self.linear(obs)

    def sample(self, obs):
        mean = self.mean(obs)
        return mean + jax.random.normal(self.rngs.action(), mean.shape)


@nnx.vmap(in_axes=(None, 0))
def batch_mean(policy, obs):
    return policy.mean(obs)


def main():
    policy = Policy(rngs=nnx.Rngs(0))
    obs = jnp.ones((4, 2))
    actions = jnp.stack([policy.sample(obs[0]) for _ in range(3)])
    return {"means": batch_mean(policy, jnp.arange(8.0).reshape(4, 2)), "actions": actions}
