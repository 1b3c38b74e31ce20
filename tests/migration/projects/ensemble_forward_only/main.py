import jax.numpy as jnp
from ensemble import Ensemble
from flax import nnx


def main():
    rngs = nnx.Rngs(0)
    ensemble = Ensemble(3, rngs=rngs)
    y = ensemble(jnp.sin(jnp.arange(8.0)).reshape(4, 2))
    return {"y": y, "mean": ensemble.members.norm.mean.value, "key": rngs.params()}
