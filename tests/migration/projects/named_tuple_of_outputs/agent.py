import jax
from flax import nnx
from types_ import Output


class Agent(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.policy = nnx.Linear(dim, 3, rngs=rngs)
        self.critic = nnx.Linear(dim, 1, rngs=rngs)

    def __call__(self, obs: jax.Array, rngs: nnx.Rngs) -> Output:
        noise = jax.random.gumbel(rngs.action(), (3,))
        return Output(self.policy(obs) + noise, self.critic(obs)[0])
