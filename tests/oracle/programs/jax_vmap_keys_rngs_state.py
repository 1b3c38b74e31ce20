"""Under jax.vmap each lane makes a module from its key and returns only its state."""

import jax
from flax import nnx


def init(key):
    model = nnx.Linear(2, 3, rngs=nnx.Rngs(key))
    return nnx.state(model, nnx.Param)


def main():
    state = jax.vmap(init)(jax.random.split(jax.random.key(1), 4))
    return {"kernel": jax.tree.leaves(state)[1]}
