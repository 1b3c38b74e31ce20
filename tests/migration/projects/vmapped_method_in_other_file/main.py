import jax.numpy as jnp
from bayes import BayesLinear
from flax import nnx


def main():
    rngs = nnx.Rngs(params=0, sample=1)
    layer = BayesLinear(2, 3, rngs=rngs)
    ys = layer.samples(jnp.ones((2,)), rngs)
    return {"ys": ys, "key": rngs.sample()}
