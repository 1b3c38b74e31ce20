from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx
from nets import Net, mse


@nnx.jit
@partial(nnx.vmap, axis_size=3)
def init(rngs: nnx.Rngs):
    return Net(4, rngs=rngs)


@nnx.jit
@partial(nnx.vmap, in_axes=(0, None, None))
def train_step(net: Net, x, y):
    loss, grads = nnx.value_and_grad(mse)(net, x, y)
    params = nnx.state(net, nnx.Param)
    nnx.update(net, jax.tree_util.tree_map(lambda p, g: p - 0.1 * g, params, grads))
    return loss


def main():
    rngs = nnx.Rngs(0)
    nets = init(rngs)
    x = jnp.linspace(-1, 1, 8)[:, None]
    losses = [train_step(nets, x, x**2) for _ in range(3)]
    return {"losses": jnp.stack(losses), "a": nets.a.kernel.value, "key": rngs.params()}
