"""jit with an optimizer and a metric, donate_state, static arguments, shardings; compiled once."""

from functools import partial

import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs):
        self.layers = [nnx.Linear(2, 2, rngs=rngs) for _ in range(2)]
        self.dropout = nnx.Dropout(0.25, rngs=rngs)

    def __call__(self, x, times):
        for layer in self.layers[:times]:
            x = self.dropout(layer(x))
        return x


traced = []


@partial(nnx.jit, static_argnames="times", donate_state=True)
def train(model, optimizer, metric, x, *, times):
    traced.append(times)

    def loss_fn(model):
        return jnp.mean((model(x, times) - 1) ** 2)

    loss, grads = nnx.value_and_grad(loss_fn, wrt=nnx.Param)(model)
    optimizer.update(grads)
    metric.update(values=loss)
    return loss


@partial(nnx.jit, static_argnums=2, inline=True, keep_unused=True)
def evaluated(model, x, times):
    return model(x, times)


def main():
    rngs = nnx.Rngs(params=0, dropout=1)
    model = Net(rngs)
    optimizer = nnx.Optimizer(model, optax.adam(0.1))
    metric = nnx.metrics.Average()
    x = jnp.linspace(0, 1, 8).reshape(4, 2)
    losses = [train(model, optimizer, metric, x, times=2) for _ in range(3)]
    return {
        "losses": np.asarray(losses),
        "mean loss": np.asarray(metric.compute()),
        "kernels": np.asarray([layer.kernel.value for layer in model.layers]),
        "evaluated": np.asarray(evaluated(model, x, 1)),
        "traced": np.asarray(traced),
        "dropout count": np.asarray(rngs.dropout.count.value),
        "inner": np.asarray(hasattr(train, "inner")),
    }
