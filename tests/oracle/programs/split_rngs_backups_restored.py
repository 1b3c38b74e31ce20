"""The backups of split_rngs are restored by hand."""

import jax
import jax.numpy as jnp
from flax import nnx


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    backups = nnx.split_rngs(rngs, splits=3)
    layers = nnx.vmap(lambda r: nnx.Linear(2, 3, rngs=r))(rngs)
    nnx.restore_rngs(backups)
    head = nnx.Linear(2, 3, rngs=rngs)
    kernels = jnp.concatenate([layers.kernel[...], head.kernel[...][None]])
    noise = jnp.stack([jax.random.normal(rngs.noise(), (3,)) for _ in range(2)])
    return {"kernels": kernels, "noise": noise}
