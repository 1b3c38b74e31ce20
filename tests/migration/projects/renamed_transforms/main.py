import jax
import jax.numpy as jnp
import parts
import parts.transforms as tr
from flax import nnx
from parts import Streams, lanes, partial


class Block(nnx.Module):
    def __init__(self, rngs: Streams):
        self.w = nnx.Param(jax.random.normal(rngs.params(), (2, 2)))

    def __call__(self, x):
        return jnp.tanh(x @ self.w.value)


@partial(lanes, axis_size=3)
def create(rngs: Streams):
    return Block(rngs)


@tr.partial(tr.steps, length=3, state_axes={nnx.Param: 0})
def forward(x, block: Block):
    return block(x), None


@partial(parts.flax_nnx.vmap, in_axes=(0, None))
def noisy(x: jax.Array, rngs: Streams):
    return x + jax.random.normal(rngs.noise(), x.shape)


def main():
    rngs = Streams(0, noise=1)
    blocks = create(rngs)
    y, _ = forward(jnp.ones((1, 2)), blocks)
    return {"y": y, "noisy": noisy(jnp.ones((4, 2)), rngs), "key": rngs.params()}
