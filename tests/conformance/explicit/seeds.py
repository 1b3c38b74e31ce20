"""The values that the streams of a program are made from."""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from conformance.explicit.operations import Seed


def seed_value(seed: Seed) -> Any:
    match seed.form:
        case "int":
            return seed.number
        case "key":
            return _keys(jax.random.key(seed.number), seed.shape)
        case "legacy":
            return _keys(jax.random.PRNGKey(seed.number), seed.shape)
        case "float":
            return float(seed.number)
        case "int32":
            return jnp.int32(seed.number)
        case "numpy":
            return np.uint32(seed.number)


def _keys(key: jax.Array, shape: tuple[int, ...]) -> jax.Array:
    if not shape:
        return key
    keys = jax.random.split(key, math.prod(shape))
    return keys.reshape(*shape, *keys.shape[1:])
