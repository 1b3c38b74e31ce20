import jax.numpy as jnp
from flax import nnx
from lifting import ensemble, per_member


@ensemble
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)


@per_member
def forward(model: nnx.Linear, x):
    return model(x)


def main():
    rngs = nnx.Rngs(4)
    models = create(rngs)
    return {"y": forward(models, jnp.ones((2,))), "key": rngs.params()}
