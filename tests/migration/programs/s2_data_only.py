"""S2: pure data and only keywords that went: split_rngs and state_axes have nothing to act on."""

from functools import partial

import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.scan, split_rngs=False, state_axes={...: 0})
def cumsum(carry: jnp.ndarray, x: jnp.ndarray):
    carry = carry + x
    return carry, carry


cumprod = nnx.scan(
    lambda carry, x: (carry * x, carry * x), in_axes=1, out_axes=1, split_rngs=..., carry_argnum=0
)


@partial(nnx.scan, length=4, state_axes={nnx.Param: 0})
def double(carry):
    return 2 * carry, None


def main():
    xs = jnp.arange(1.0, 7.0).reshape(2, 3)
    total, sums = cumsum(jnp.zeros(3), xs)
    product, products = cumprod(jnp.ones(2), xs)
    doubled, nothing = double(jnp.ones(2))
    assert nothing is None
    return {
        "total": np.asarray(total),
        "sums": np.asarray(sums),
        "product": np.asarray(product),
        "products": np.asarray(products),
        "doubled": np.asarray(doubled),
    }
