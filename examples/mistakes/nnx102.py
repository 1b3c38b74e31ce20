"""NNX102 on Flax 0.9.0 and later: an Rngs broadcast to every member of an ensemble."""

import numpy as np
from flax import nnx


@nnx.vmap(in_axes=None, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)


def main():
    ensemble = create(nnx.Rngs(params=0))
    return {"kernels": np.asarray(ensemble.kernel[...])}


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name}: {value.shape} {value.ravel()[:4]}")
