"""Every shard folds its index into the shared key."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax.sharding import Mesh
from jax.sharding import PartitionSpec as P

mesh = Mesh(np.array(jax.devices()[:4]), ("d",))


def noisy(key, x):
    key = jax.random.fold_in(key, jax.lax.axis_index("d"))
    return x + jax.random.normal(key, x.shape)


def main():
    rngs = nnx.Rngs(0)
    sharded = nnx.shard_map(noisy, mesh=mesh, in_specs=(P(), P("d")), out_specs=P("d"))
    return {"shards": jax.device_get(sharded(rngs(), jnp.zeros((4, 8))))}
