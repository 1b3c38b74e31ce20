"""V0 with streams that are drawn once, twice and never, from a Rngs that was used before."""

from functools import partial

import jax
import numpy as np
from flax import nnx


@partial(nnx.vmap, axis_size=2)
def draw(rngs: nnx.Rngs):
    first = jax.random.uniform(rngs.dropout(), (3,))
    second = jax.random.uniform(rngs["dropout"](), (3,))
    other = jax.random.randint(rngs.augment(), (3,), 0, 100)
    return first, second, other


def main():
    rngs = nnx.Rngs(0, dropout=1, idle=jax.random.key(2))
    rngs.dropout()
    rngs.idle(), rngs.idle()
    first, second, other = draw(rngs)
    names = ("default", "dropout", "idle")
    counts = {f"{name} count": np.asarray(rngs[name].count.value) for name in names}
    keys = {f"next {name} key": np.asarray(jax.random.key_data(rngs[name]())) for name in names}
    return {"first": first, "second": second, "other": other, **counts, **keys}
