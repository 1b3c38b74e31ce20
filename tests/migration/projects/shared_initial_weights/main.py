from functools import partial

import jax.numpy as jnp
from agents import NUM_AGENTS, Agent
from flax import nnx


@partial(nnx.vmap, axis_size=NUM_AGENTS, split_rngs=False)
def same_agents(rngs: nnx.Rngs):
    return Agent(rngs)


@partial(nnx.vmap, in_axes=(0, 0))
def act(agent: Agent, obs):
    return agent(obs).argmax(-1)


def main():
    rngs = nnx.Rngs(12)
    agents = same_agents(rngs)
    obs = jnp.arange(9.0).reshape(3, 3)
    return {"q": agents.q.kernel.value, "act": act(agents, obs), "key": rngs.params()}
