from functools import partial

import jax
from env import PointEnv
from flax import nnx
from policy import Policy

NUM_ENVS = 4
STEPS = 5
env = PointEnv()


@partial(nnx.vmap, axis_size=NUM_ENVS, state_axes={})
def rollout(policy: Policy, rngs: nnx.Rngs):
    state = env.reset(rngs)

    @partial(nnx.scan, length=STEPS, state_axes={})
    def step(state, policy: Policy, rngs: nnx.Rngs):
        action = jax.random.categorical(rngs.action(), policy(state))
        next_state, reward = env.step(state, action, rngs)
        return next_state, (state, action, reward)

    _, trajectory = step(state, policy, rngs)
    return trajectory


def main():
    rngs = nnx.Rngs(params=0, env=1, action=2)
    policy = Policy(2, env.num_actions, rngs=rngs)
    states, actions, rewards = rollout(policy, rngs)
    return {"states": states, "actions": actions, "rewards": rewards, "key": rngs.env()}
