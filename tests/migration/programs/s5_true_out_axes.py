"""S5: scan_output=True written out beside out_axes=1; the result is unpacked, indexed and returned."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(
    nnx.scan,
    in_axes=(0, None),
    out_axes=1,
    length=4,
    scan_output=True,
)
def sample(x, rngs: nnx.Rngs):
    x = 0.5 * x + jax.random.normal(rngs.sample(), x.shape)
    return x, x


def last(x, rngs):
    return sample(x, rngs)[0]


def main():
    rngs = nnx.Rngs(sample=3)
    _, chain = sample(jnp.zeros(2), rngs)
    return {
        "chain": np.asarray(chain),
        "last": np.asarray(last(chain[:, -1], rngs)),
        "count": np.asarray(rngs.sample.count.value),
        "next sample key": np.asarray(jax.random.key_data(rngs.sample())),
    }
