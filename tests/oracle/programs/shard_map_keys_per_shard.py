"""Every shard gets one of the split keys and makes its Rngs from it."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax.sharding import Mesh, PartitionSpec

mesh = Mesh(np.array(jax.devices()[:4]), ("data",))


@nnx.shard_map(
    mesh=mesh,
    in_specs=(PartitionSpec("data"), PartitionSpec("data")),
    out_specs=PartitionSpec("data"),
)
def forward(keys, x):
    dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(keys[0]))
    return dropout(x)


def main():
    rngs = nnx.Rngs(dropout=0)
    keys = jax.random.split(rngs.dropout(), 4)
    return {"shards": jax.device_get(forward(keys, jnp.ones((4, 64))))}
