import jax.numpy as jnp
from common import Lin, make_rngs
from flax import nnx


def main():
    models = nnx.vmap(lambda rngs: Lin(2, 3, rngs=rngs), axis_size=5)(make_rngs())
    split = nnx.vmap(
        lambda rngs: Lin(2, 3, rngs=rngs), axis_size=2, split_rngs=["params"], state_axes={...: 0}
    )(make_rngs())
    return {"w": models.w.value, "v": split.w.value}
