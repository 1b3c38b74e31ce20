import jax.numpy as jnp
from flax import nnx
from helpers import scan_layers, vmap_init


class Layer(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)

    def __call__(self, x):
        return self.linear(x)


class Net(nnx.Module):
    def __init__(self, n: int, rngs: nnx.Rngs):
        @vmap_init(n)
        def create(rngs: nnx.Rngs):
            return Layer(rngs)

        self.n = n
        self.layers = create(rngs)

    def __call__(self, x):
        def body(x, layer: Layer):
            return layer(x), None

        return scan_layers(body, self.n)(x, self.layers)[0]


def main():
    rngs = nnx.Rngs(0)
    net = Net(3, rngs)
    return {"y": net(jnp.ones((2,))), "key": rngs.params()}
