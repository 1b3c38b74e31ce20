"""nnx.reseed gives a model a new seed before another run."""

import jax.numpy as jnp
from flax import nnx


@nnx.jit
def run(model, x):
    return model(x)


def main():
    model = nnx.Dropout(0.5, rngs=nnx.Rngs(dropout=0))
    x = jnp.ones(64)
    outputs = []
    for seed in range(1, 4):
        nnx.reseed(model, dropout=seed)
        outputs.append(run(model, x))
    return {"runs": jnp.stack(outputs)}
