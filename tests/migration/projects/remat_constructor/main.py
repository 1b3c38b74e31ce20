import jax.numpy as jnp
from flax import nnx
from layers import Layer

RematLayer = nnx.Remat.constructor(Layer)


class Model(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.first = RematLayer(2, 4, rngs=rngs)
        self.second = RematLayer(4, 1, rngs=rngs)

    def __call__(self, x):
        return self.second(self.first(x))


def main():
    model = Model(rngs=nnx.Rngs(0))
    grads = nnx.grad(lambda m, x: m(x).sum())(model, jnp.ones((3, 2)))
    return {"y": model(jnp.ones((3, 2))), "norm": grads["first"]["remat_module"]["linear"]["kernel"].value}
