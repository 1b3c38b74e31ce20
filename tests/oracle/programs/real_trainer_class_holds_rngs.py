"""A trainer keeps the Rngs and hands a fresh key to each jitted step."""

import jax
import jax.numpy as jnp
from flax import nnx


class Autoencoder(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.encode = nnx.Linear(6, 3, rngs=rngs)
        self.decode = nnx.Linear(3, 6, rngs=rngs)

    def __call__(self, x, *, key):
        z = self.encode(x)
        return self.decode(z + jax.random.normal(key, z.shape))


@nnx.jit
def forward(model, x, key):
    return model(x, key=key)


class Trainer:
    def __init__(self, seed: int):
        self.rngs = nnx.Rngs(seed)
        self.model = Autoencoder(rngs=self.rngs)

    def step(self, x):
        return forward(self.model, x, self.rngs.noise())

    def fit(self, x, steps: int):
        return [self.step(x) for _ in range(steps)]


def main():
    trainer = Trainer(seed=0)
    return {"reconstructions": jnp.stack(trainer.fit(jnp.ones(6), 4))}
