from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx
from heads import PolicyHead, ValueHead


class ActorCritic(nnx.Module):
    def __init__(self, dim: int, actions: int, *, rngs: nnx.Rngs):
        self.policy = PolicyHead(dim, actions, rngs=rngs)
        self.value = ValueHead(dim, rngs=rngs)

    def __call__(self, obs, rngs: nnx.Rngs):
        return self.policy(obs, rngs), self.value(obs)


@nnx.jit
@partial(nnx.vmap, in_axes=(None, 0, None), state_axes={}, split_rngs=["action"], axis_size=5)
def act(model: ActorCritic, obs: jax.Array, rngs: nnx.Rngs):
    return model(obs, rngs)


def main():
    rngs = nnx.Rngs(params=0, action=1)
    model = ActorCritic(3, 4, rngs=rngs)
    actions, values = act(model, jnp.sin(jnp.arange(15.0)).reshape(5, 3), rngs)
    return {"actions": actions, "values": values, "key": rngs.action()}
