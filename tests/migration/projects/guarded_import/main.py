from functools import partial

import jax.numpy as jnp
from flax import nnx

try:
    from src_model import Critic
except ImportError:
    from .src_model import Critic


class TwinCritic(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        @partial(nnx.vmap, axis_size=2)
        def twin(rngs: nnx.Rngs):
            return Critic(dim, rngs=rngs)

        self.critics = twin(rngs)

    def __call__(self, x):
        qs = nnx.vmap(lambda c, x: c(x), in_axes=(0, None))(self.critics, x)
        return jnp.min(qs, axis=0)


def main():
    critic = TwinCritic(3, rngs=nnx.Rngs(0))
    return {"q": critic(jnp.ones((4, 3))), "kernel": critic.critics.value.kernel.value}
