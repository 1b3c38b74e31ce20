from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx
from losses import TRAINABLE, mse


@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 1, rngs=rngs)


@partial(nnx.vmap, in_axes=(0, None, None), out_axes=0)
def update(model: nnx.Linear, x, y):
    grad_fn = nnx.value_and_grad(mse, has_aux=True, wrt=TRAINABLE)
    (loss, _), grads = grad_fn(model, x, y)
    params = nnx.state(model, TRAINABLE)
    nnx.update(model, jax.tree_util.tree_map(lambda p, g: p - 0.1 * g, params, grads))
    return loss


def main():
    models = create(nnx.Rngs(0))
    x = jnp.ones((4, 2))
    losses = [update(models, x, jnp.zeros((4, 1))) for _ in range(2)]
    return {"losses": jnp.stack(losses), "kernel": models.kernel.value}
