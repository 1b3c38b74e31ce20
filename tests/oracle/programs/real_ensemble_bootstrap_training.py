"""A bootstrap ensemble: every member has its own weights, data and gradient step."""

import jax
import jax.numpy as jnp
from flax import nnx

MEMBERS = 4


class Regressor(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.hidden = nnx.Linear(2, 16, rngs=rngs)
        self.out = nnx.Linear(16, 1, rngs=rngs)

    def __call__(self, x):
        return self.out(nnx.tanh(self.hidden(x)))


@nnx.split_rngs(splits=MEMBERS)
@nnx.vmap(axis_size=MEMBERS)
def create_ensemble(rngs: nnx.Rngs):
    return Regressor(rngs)


@nnx.vmap(in_axes=(0, 0, None, None))
def train_member(model, key, x, y):
    rows = jax.random.randint(key, (len(x),), 0, len(x))

    def loss_fn(model):
        return jnp.mean((model(x[rows]) - y[rows]) ** 2)

    loss, grads = nnx.value_and_grad(loss_fn)(model)
    params = nnx.state(model, nnx.Param)
    nnx.update(model, jax.tree.map(lambda p, g: p - 0.1 * g, params, grads))
    return loss


def main():
    rngs = nnx.Rngs(params=0, data=1)
    ensemble = create_ensemble(rngs)
    kernels = jnp.array(ensemble.hidden.kernel[...])
    x = jax.random.normal(rngs.data(), (12, 2))
    y = x.sum(axis=1, keepdims=True)
    losses = []
    for _ in range(3):
        losses.append(train_member(ensemble, jax.random.split(rngs.data(), MEMBERS), x, y))
    return {"losses": jnp.concatenate(losses), "kernels": kernels}
