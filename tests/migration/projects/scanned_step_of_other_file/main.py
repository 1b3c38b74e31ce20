import jax.numpy as jnp
from flax import nnx
from steps import STEPS, Energy, langevin_step

sample = nnx.scan(langevin_step, length=STEPS, state_axes={})


def main():
    rngs = nnx.Rngs(0, noise=1)
    energy = Energy(3, rngs)
    x, energies = sample(jnp.ones((3,)), energy, rngs)
    return {"x": x, "energies": energies, "key": rngs.noise()}
