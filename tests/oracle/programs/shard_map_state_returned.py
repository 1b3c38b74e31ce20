"""A state goes into every shard of jax.shard_map, and the new one comes back."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax.experimental.shard_map import shard_map
from jax.sharding import Mesh, PartitionSpec

mesh = Mesh(np.array(jax.devices()[:1]), ("data",))
graphdef, initial = nnx.split(nnx.Dropout(0.5, rngs=nnx.Rngs(0)))


@partial(
    shard_map,
    mesh=mesh,
    in_specs=PartitionSpec(),
    out_specs=PartitionSpec(),
    check_rep=False,
)
def forward(state, x):
    model = nnx.merge(graphdef, state)
    y = model(x)
    return y, nnx.state(model)


def main():
    state = initial
    outs = []
    for _ in range(3):
        y, state = forward(state, jnp.ones(64))
        outs.append(jax.device_get(y))
    return {"calls": jnp.stack(outs)}
