from functools import partial

import jax
import jax.numpy as jnp
from agent import Agent
from flax import nnx
from types_ import Output


@partial(nnx.vmap, in_axes=(None, 0, None), state_axes={}, axis_size=4)
def act(agent: Agent, obs: jax.Array, rngs: nnx.Rngs) -> Output:
    return agent(obs, rngs)


def main():
    rngs = nnx.Rngs(params=0, action=1)
    agent = Agent(2, rngs=rngs)
    out = act(agent, jnp.ones((4, 2)), rngs)
    return {"logits": out.logits, "value": out.value, "key": rngs.action()}
