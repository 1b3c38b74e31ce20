import jax.numpy as jnp
from flax import nnx
from rnn import RNN, GRUCell


def main():
    model = RNN(GRUCell(2, 3, rngs=nnx.Rngs(0)))
    ys = model(jnp.sin(jnp.arange(20.0)).reshape(2, 5, 2))
    return {"ys": ys}
