"""S2: no module, an Rngs of three streams drawn twice in every step beside scanned data."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@partial(nnx.scan, in_axes=(None, 0, None))
def walk(position, drift, rngs):
    noise = jax.random.normal(rngs.steps(), position.shape)
    stay = jax.random.bernoulli(rngs.stay(), 0.25)
    noise = noise - jax.random.exponential(rngs.steps(), position.shape)
    position = jnp.where(stay, position, position + drift + noise)
    return position, {"position": position, "stay": stay}


def main():
    rngs = nnx.Rngs(3, steps=1, stay=2)
    start = jax.random.normal(rngs.start(), (2,))
    end, path = walk(start, jnp.linspace(0, 1, 7), rngs)
    return {
        "end": np.asarray(end),
        "path": np.asarray(path["position"]),
        "stay": np.asarray(path["stay"]),
        "steps count": np.asarray(rngs.steps.count.value),
        "next default key": np.asarray(jax.random.key_data(rngs())),
        "next steps key": np.asarray(jax.random.key_data(rngs.steps())),
        "next stay key": np.asarray(jax.random.key_data(rngs.stay())),
    }
