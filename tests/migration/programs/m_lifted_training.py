"""C1, G1: nnx.Scan, nnx.Remat and nnx.Vmap constructors in one model, trained by jit and grad."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Block(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x: jax.Array):
        x = x + nnx.tanh(self.linear(x))
        return x * jax.random.bernoulli(self.rngs.dropout(), 0.75, x.shape), None


class Head(nnx.Module):
    def __init__(self, dim: int, dout: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dout, rngs=rngs)

    def __call__(self, x: jax.Array):
        return self.linear(x)


class Model(nnx.Module):
    def __init__(self, dim: int, num_layers: int, num_heads: int, *, rngs: nnx.Rngs):
        self.stem = nnx.Remat.constructor(Head)(2, dim, rngs=rngs)
        self.blocks = nnx.Scan.constructor(Block, length=num_layers, unroll=num_layers)(dim, rngs=rngs)
        self.heads = nnx.Vmap.constructor(Head, in_axes=(0, None), axis_size=num_heads)(dim, 1, rngs=rngs)

    def __call__(self, x: jax.Array):
        x = self.stem(x)
        x, _ = self.blocks(x)
        return self.heads(x)


def loss_fn(model: Model, x, y):
    return jnp.mean((model(x).mean(axis=0) - y) ** 2)


@nnx.jit
def train_step(model: Model, x, y):
    loss, grads = nnx.value_and_grad(loss_fn)(model, x, y)
    params = nnx.state(model, nnx.Param)
    nnx.update(model, jax.tree.map(lambda p, g: p - 0.125 * g, params, grads))
    return loss


def main():
    rngs = nnx.Rngs(params=0, dropout=1)
    model = Model(4, 3, 2, rngs=rngs)
    x = jnp.linspace(0, 1, 10).reshape(5, 2)
    losses = [train_step(model, x, x.sum(axis=1, keepdims=True)) for _ in range(2)]
    count = model.blocks.scan_module.rngs.dropout.count.value
    return {
        "losses": np.asarray(losses),
        "stem": np.asarray(model.stem.remat_module.linear.kernel.value),
        "blocks": np.asarray(model.blocks.scan_module.linear.kernel.value),
        "heads": np.asarray(model.heads.vmap_module.linear.kernel.value),
        "dropout count": np.asarray(count),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
    }
