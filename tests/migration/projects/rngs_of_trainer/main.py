from functools import partial

import jax.numpy as jnp
from flax import nnx
from trainer import MAKERS, Trainer


class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.first = nnx.Linear(2, 4, rngs=rngs)
        self.second = nnx.Linear(4, 1, rngs=rngs)

    def __call__(self, x):
        return self.second(nnx.relu(self.first(x)))


@partial(nnx.vmap, axis_size=4)
def create(rngs: nnx.Rngs):
    return Net(rngs)


@partial(nnx.vmap, in_axes=(None, None))
def forward(net: Net, x):
    return net(x)


def main():
    trainer = Trainer(MAKERS["nnx"], {"params": 11})
    trainer.build(create)
    return {
        "kernel": trainer.model.first.kernel.value,
        "outputs": forward(trainer.model, jnp.ones((3, 2))),
        "next": trainer.rngs.params(),
    }
