"""An LSTM cell over time, with input noise from an Rngs in the carry."""

import jax
import jax.numpy as jnp
from flax import nnx


class NoisyLSTM(nnx.Module):
    def __init__(self, features: int, hidden: int, *, rngs: nnx.Rngs):
        self.hidden = hidden
        self.cell = nnx.LSTMCell(features, hidden, rngs=rngs)

    def initial(self):
        return jnp.zeros(self.hidden), jnp.zeros(self.hidden)


@nnx.scan(in_axes=(nnx.Carry, None, 0))
def unroll(carry, model, x):
    state, rngs = carry
    x = x + 0.1 * jax.random.normal(rngs.noise(), x.shape)
    state, y = model.cell(state, x)
    return (state, rngs), (x, y)


def main():
    model = NoisyLSTM(3, 8, rngs=nnx.Rngs(0))
    carry = (model.initial(), nnx.Rngs(noise=1))
    _, (inputs, outputs) = unroll(carry, model, jnp.zeros((6, 3)))
    return {"inputs": inputs, "outputs": outputs}
