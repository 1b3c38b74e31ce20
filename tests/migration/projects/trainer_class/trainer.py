from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx
from networks import QNetwork


class Trainer:
    def __init__(self, num_critics: int, seed: int):
        self.num_critics = num_critics
        self.rngs = nnx.Rngs(params=seed, sample=seed + 1)

        @partial(nnx.vmap, axis_size=self.num_critics)
        def create_critics(rngs: nnx.Rngs):
            return QNetwork(2, rngs=rngs)

        self.critics = create_critics(self.rngs)

    def values(self, obs):
        return nnx.vmap(lambda c, o: c(o), in_axes=(0, None))(self.critics, obs)

    def pick(self):
        return jax.random.choice(self.rngs.sample(), self.num_critics)
