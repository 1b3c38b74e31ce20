"""S4, S5, G1: stochastic gradient descent itself is a scan: grad in the body, wrt= over a variable."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Latent(nnx.Variable):
    pass


class Energy(nnx.Module):
    def __init__(self, dim: int, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(dim, 1, rngs=rngs)
        self.z = Latent(jax.random.normal(rngs.latent(), (dim,)))
        self.rngs = rngs

    def __call__(self):
        return jnp.sum(self.linear(self.z.value) ** 2) + 0.5 * jnp.sum(self.z.value**2)


def langevin(energy: Energy, num_steps: int, step_size: float):
    @functools.partial(
        nnx.scan, length=num_steps, in_axes=(None, None), state_axes={}, scan_output=False, carry_argnum=1
    )
    def step(energy: Energy, total):
        value, grads = nnx.value_and_grad(lambda energy: energy(), wrt=Latent)(energy)
        (gradient,) = jax.tree.leaves(grads)
        noise = jax.random.normal(energy.rngs.langevin(), gradient.shape)
        energy.z.value = energy.z.value - step_size * gradient + 0.1 * noise
        return total + value

    return step(energy, jnp.zeros(()))


def main():
    rngs = nnx.Rngs(params=0, latent=1, langevin=2)
    energy = Energy(3, rngs=rngs)
    total = langevin(energy, 5, 0.125)
    return {
        "total": np.asarray(total),
        "z": np.asarray(energy.z.value),
        "langevin count": np.asarray(rngs.langevin.count.value),
        "next latent key": np.asarray(jax.random.key_data(rngs.latent())),
        "next langevin key": np.asarray(jax.random.key_data(rngs.langevin())),
    }
