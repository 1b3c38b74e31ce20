import jax.numpy as jnp
from flax import nnx
from moe.layer import MoELayer


def main():
    rngs = nnx.Rngs(params=0, jitter=1)
    layer = MoELayer(4, 8, 3, rngs)
    y = layer(jnp.ones((2, 4)), rngs)
    return {"y": y, "w1": layer.experts.w1.kernel.value, "key": rngs.jitter()}
