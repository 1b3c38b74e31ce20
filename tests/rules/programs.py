"""Programs in which several rules have something to say, each of its transform."""

RECORDS = """
import jax
import jax.numpy as jnp
from typing import Any, NamedTuple
from flax import struct

class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(x)

class Pair(NamedTuple):
    model: Any
    step: int

@struct.dataclass
class Record:
    step: int
    model: Any
    kept: Any = struct.field(pytree_node=False, default=None)

xs = jnp.ones((3, 8))
"""

KEY_FOR_NOISE = """
import jax
import jax.numpy as jnp

dropout = nnx.Dropout(0.5)

def noisy(x, key):
    rngs = nnx.Rngs(key)
    return x + jax.random.normal(rngs.noise(), x.shape)

def thin(x, key):
    return dropout(x, rngs=nnx.Rngs(dropout=key))

xs = jnp.ones((3, 8))
y = LIB.vmap(noisy, in_axes=(0, None))(xs, jax.random.key(0))  # ! CODE
z = LIB.vmap(thin, in_axes=(0, None))(xs, jax.random.key(1))  # ! CODE
"""

KEY_FOR_A_MODEL = """
import jax
import jax.numpy as jnp

class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(8, 2, rngs=rngs)

    def __call__(self, x):
        return self.linear(x)

def made(key):
    rngs = nnx.Rngs(params=key)
    return nnx.Linear(8, 2, rngs=rngs)

def apply(x, key):
    return Net(nnx.Rngs(key))(x)

def applied(x, key):
    return nnx.Linear(8, 2, rngs=nnx.Rngs(key))(x), made(key)(x)

xs = jnp.ones((3, 8))
y = LIB.vmap(apply, in_axes=(0, None))(xs, jax.random.key(0))
z = LIB.vmap(applied, in_axes=(0, None))(xs, jax.random.key(0))
"""
