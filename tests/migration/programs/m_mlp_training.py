"""V0, S2, G1: a deep MLP trained for three steps: vmap makes, scan runs, value_and_grad, jit."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, deterministic=False)

    def __call__(self, x: jax.Array, rngs: nnx.Rngs):
        return x + nnx.gelu(self.dropout(self.linear(x), rngs=rngs))


class MLP(nnx.Module):
    def __init__(self, din: int, dim: int, dout: int, *, num_layers: int, rngs: nnx.Rngs):
        self.num_layers = num_layers
        self.embed = nnx.Linear(din, dim, rngs=rngs)

        @partial(nnx.vmap, axis_size=num_layers)
        def create_block(rngs: nnx.Rngs):
            return Block(dim, rngs=rngs)

        self.blocks = create_block(rngs)
        self.head = nnx.Linear(dim, dout, rngs=rngs)

    def __call__(self, x: jax.Array, rngs: nnx.Rngs):
        @partial(nnx.scan, length=self.num_layers, scan_output=True)
        def forward(x: jax.Array, block: Block, rngs: nnx.Rngs):
            return block(x, rngs), None

        x, _ = forward(self.embed(x), self.blocks, rngs)
        return self.head(x)


def loss_fn(model: MLP, rngs: nnx.Rngs, x: jax.Array, y: jax.Array):
    return jnp.mean((model(x, rngs) - y) ** 2)


@nnx.jit
def train_step(model: MLP, rngs: nnx.Rngs, x, y):
    loss, grads = nnx.value_and_grad(loss_fn, wrt=nnx.Param)(model, rngs, x, y)
    params = nnx.state(model, nnx.Param)
    nnx.update(model, jax.tree.map(lambda p, g: p - 0.125 * g, params, grads))
    return loss


def main():
    rngs = nnx.Rngs(params=0, dropout=1)
    model = MLP(2, 4, 1, num_layers=3, rngs=rngs)
    x = jax.random.uniform(jax.random.key(9), (8, 2))
    y = x.sum(axis=-1, keepdims=True)
    losses = [train_step(model, rngs, x, y) for _ in range(3)]
    return {
        "losses": np.asarray(losses),
        "embed": np.asarray(model.embed.kernel.value),
        "blocks": np.asarray(model.blocks.linear.kernel.value),
        "head": np.asarray(model.head.bias.value),
        "dropout count": np.asarray(rngs.dropout.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next dropout key": np.asarray(jax.random.key_data(rngs.dropout())),
    }


if __name__ == "__main__":
    print(main()["losses"])
