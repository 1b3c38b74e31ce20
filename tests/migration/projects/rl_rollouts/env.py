import jax
import jax.numpy as jnp


class PointEnv:
    num_actions = 3

    def reset(self, rngs):
        return jax.random.uniform(rngs.env(), (2,))

    def step(self, state, action, rngs):
        noise = 0.1 * jax.random.normal(rngs.env(), state.shape)
        state = state + (action - 1) + noise
        return state, -jnp.abs(state).sum()
