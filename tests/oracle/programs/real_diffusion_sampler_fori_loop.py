"""An ancestral sampler: a fori_loop with the Rngs in its carry."""

import jax
import jax.numpy as jnp
from flax import nnx


class Score(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(4, 4, rngs=rngs)

    def __call__(self, x):
        return -self.linear(x)


@nnx.jit
def sample(model: Score, rngs: nnx.Rngs):
    steps = 5

    def body(i, carry):
        model, rngs, x, path = carry
        noise = jax.random.normal(rngs.sample(), x.shape)
        x = x + 0.1 * model(x) + 0.3 * noise
        return model, rngs, x, path.at[i].set(x)

    x = jax.random.normal(rngs.sample(), (4,))
    init = (model, rngs, x, jnp.zeros((steps, 4)))
    return nnx.fori_loop(0, steps, body, init)[3]


def main():
    model = Score(rngs=nnx.Rngs(0))
    rngs = nnx.Rngs(sample=1)
    return {"paths": jnp.concatenate([sample(model, rngs), sample(model, rngs)])}
