from flax import nnx


class Agent(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.q = nnx.Linear(3, 2, rngs=rngs)

    def __call__(self, obs):
        return self.q(obs)


NUM_AGENTS = 3
