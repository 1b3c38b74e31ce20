"""S3: split_rngs=None, (), True and a tuple of one name, in four direct calls over one function."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


def step(x, rngs: nnx.Rngs):
    x = x + jax.random.normal(rngs.a(), x.shape) * jax.random.uniform(rngs.b())
    return x, x


none = nnx.scan(step, length=3, split_rngs=None)
empty = nnx.scan(step, length=3, split_rngs=())
every = nnx.scan(step, length=3, split_rngs=True)
some = nnx.scan(step, length=3, split_rngs=("b",))


def main():
    rngs = nnx.Rngs(a=1, b=2)
    results = {}
    for name, scanned in {"none": none, "empty": empty, "every": every, "some": some}.items():
        x, xs = scanned(jnp.zeros(2), rngs)
        results[name] = np.asarray(xs)
        results[f"{name}: counts"] = np.asarray([rngs.a.count.value, rngs.b.count.value])
    results["next a key"] = np.asarray(jax.random.key_data(rngs.a()))
    results["next b key"] = np.asarray(jax.random.key_data(rngs.b()))
    return results
