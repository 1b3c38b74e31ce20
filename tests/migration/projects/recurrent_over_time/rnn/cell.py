import jax.numpy as jnp
from flax import nnx


class GRUCell(nnx.Module):
    def __init__(self, din: int, hidden: int, *, rngs: nnx.Rngs):
        self.hidden = hidden
        self.gates = nnx.Linear(din + hidden, 2 * hidden, rngs=rngs)
        self.cand = nnx.Linear(din + hidden, hidden, rngs=rngs)

    def initial(self, batch: int):
        return jnp.zeros((batch, self.hidden))

    def __call__(self, h, x):
        z, r = jnp.split(nnx.sigmoid(self.gates(jnp.concatenate([x, h], -1))), 2, -1)
        n = nnx.tanh(self.cand(jnp.concatenate([x, r * h], -1)))
        return (1 - z) * n + z * h
