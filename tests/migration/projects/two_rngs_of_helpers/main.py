from functools import partial

import jax
from flax import nnx
from rng_utils import RngPool, split_seed


@partial(nnx.vmap, axis_size=3)
def create(init_rngs: nnx.Rngs, noise_rngs: nnx.Rngs):
    model = nnx.Linear(2, 2, rngs=init_rngs)
    return model, jax.random.normal(noise_rngs.noise(), (2,))


def main():
    init_rngs, noise_rngs = split_seed(0)
    models, noise = create(init_rngs, noise_rngs)
    pool = RngPool(5)
    more, _ = create(pool.get(), pool.get())
    return {"kernel": models.kernel.value, "noise": noise, "more": more.kernel.value}
