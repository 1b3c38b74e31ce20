from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx
from losses import denoising_loss
from model import Autoencoder


@nnx.jit
def train_step(model: Autoencoder, x: jax.Array, rngs: nnx.Rngs):
    @partial(nnx.vmap, in_axes=(None, 0, None), state_axes={}, axis_size=4)
    def per_example(model: Autoencoder, x: jax.Array, rngs: nnx.Rngs):
        return denoising_loss(model, x, rngs)

    def loss_fn(model):
        return per_example(model, x, rngs).mean()

    loss, grads = nnx.value_and_grad(loss_fn)(model)
    params = nnx.state(model, nnx.Param)
    nnx.update(model, jax.tree_util.tree_map(lambda p, g: p - 0.1 * g, params, grads))
    return loss


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    model = Autoencoder(3, 2, rngs=rngs)
    x = jnp.arange(12.0).reshape(4, 3) / 12
    losses = [train_step(model, x, rngs) for _ in range(2)]
    return {"losses": jnp.stack(losses), "encoder": model.encoder.kernel.value}
