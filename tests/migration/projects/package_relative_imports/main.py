import jax.numpy as jnp
from flax import nnx
from stacked import ScanMLP


def main():
    model = ScanMLP(4, n_layers=3, rngs=nnx.Rngs(0))
    x = jnp.sin(jnp.arange(12.0)).reshape(3, 4)
    return {"y": model(x), "again": model(x), "mean": model.layers.bn.mean.value}
