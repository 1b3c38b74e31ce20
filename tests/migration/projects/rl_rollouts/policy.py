from flax import nnx


class Policy(nnx.Module):
    def __init__(self, obs_dim: int, num_actions: int, *, rngs: nnx.Rngs):
        self.fc = nnx.Linear(obs_dim, 8, rngs=rngs)
        self.out = nnx.Linear(8, num_actions, rngs=rngs)

    def __call__(self, obs):
        return self.out(nnx.tanh(self.fc(obs)))
