"""V0, V6, S2, K2: an ensemble (vmap) of deep models, each a scan over layers made by an inner vmap."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Layer(nnx.Module):
    def __init__(self, dim, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, dim, rngs=rngs)

    def __call__(self, x):
        return nnx.relu(self.linear(x))


class Net(nnx.Module):
    def __init__(self, dim, depth, *, rngs: nnx.Rngs):
        create = partial(nnx.vmap, axis_size=depth)(lambda rngs: Layer(dim, rngs=rngs))
        self.layers = create(rngs)
        self.readout = nnx.Linear(dim, 1, rngs=rngs)

    def __call__(self, x, rngs: nnx.Rngs):
        @nnx.scan
        def forward(x, layer):
            return layer(x), None

        x, _ = forward(x, self.layers)
        return self.readout(x) + jax.random.normal(rngs.noise(), (x.shape[0], 1))


@partial(nnx.vmap, axis_size=2)
def create_ensemble(rngs: nnx.Rngs):
    return Net(3, 4, rngs=rngs)


@nnx.jit
@partial(nnx.vmap, in_axes=(None, None, None), axis_size=2)
def predict(net: Net, x: jax.Array, rngs: nnx.Rngs):
    return net(x, rngs)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    ensemble = create_ensemble(rngs)
    x = jnp.arange(6.0).reshape(2, 3)
    return {
        "first": np.asarray(predict(ensemble, x, rngs)),
        "second": np.asarray(predict(ensemble, x, rngs)),
        "layers": np.asarray(ensemble.layers.linear.kernel.value),
        "readout": np.asarray(ensemble.readout.kernel.value),
        "noise count": np.asarray(rngs.noise.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next noise key": np.asarray(jax.random.key_data(rngs.noise())),
    }
