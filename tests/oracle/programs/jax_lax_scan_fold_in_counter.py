"""A key of the closure is folded in with the step."""

import jax
import jax.numpy as jnp
from flax import nnx


def rollout(rngs: nnx.Rngs, steps: int):
    key = rngs.action()

    def step(state, t):
        action = jax.random.normal(jax.random.fold_in(key, t), state.shape)
        return state, state + action

    return jax.lax.scan(step, jnp.zeros(3), jnp.arange(steps))[1]


def main():
    rngs = nnx.Rngs(action=0)
    return {"actions": jnp.concatenate([rollout(rngs, 4), rollout(rngs, 4)])}
