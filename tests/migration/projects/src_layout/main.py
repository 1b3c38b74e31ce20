import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "src"))

import jax.numpy as jnp
from bnn import BayesianLinear, predict_samples
from flax import nnx


def main():
    rngs = nnx.Rngs(params=0, sample=1)
    model = BayesianLinear(2, 1, rngs=rngs)
    ys = predict_samples(model, jnp.ones((3, 2)), rngs, num_samples=4)
    return {"ys": ys, "key": rngs.sample()}
