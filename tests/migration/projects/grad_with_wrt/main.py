from functools import partial

import jax.numpy as jnp
from flax import nnx
from lora import Adapter, LoRALinear
from losses import l2


@partial(nnx.vmap, axis_size=2)
def create(rngs):
    return LoRALinear(3, 2, 1, rngs=rngs)


def main():
    model = LoRALinear(3, 2, 1, rngs=nnx.Rngs(0))
    adapters = create(nnx.Rngs(1))
    x, y = jnp.ones((4, 3)), jnp.zeros((4, 2))
    loss, grads = nnx.value_and_grad(l2, wrt=Adapter)(model, x, y)
    return {"loss": loss, "a": grads["a"].value, "many": adapters.b.value}
