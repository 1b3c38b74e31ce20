"""S4, S1, G1: a state-space VAE: a scan with three arguments and outputs inside a jitted gradient."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Dynamics(nnx.Module):
  def __init__(self, dim: int, *, rngs: nnx.Rngs):
    self.mean = nnx.Linear(dim, dim, rngs=rngs)
    self.log_std = nnx.Param(jax.random.normal(rngs.params(), (dim,)))
    self.decode = nnx.Linear(dim, 2, rngs=rngs)
    self.rngs = rngs

  def sample(self, z):
    noise = jax.random.normal(self.rngs.latent(), z.shape)
    return self.mean(z) + jnp.exp(self.log_std.value) * noise


@functools.partial(
  nnx.scan,
  in_axes=(None, 1, None),
  out_axes=(1, 0),
  carry_argnum=2,
  state_axes={},
  length=4,
)
def rollout(model: Dynamics, x: jax.Array, z: jax.Array):
  z = model.sample(z)
  error = model.decode(z) - x
  return z, (z, jnp.mean(error**2))


@nnx.jit
def step(model: Dynamics, xs: jax.Array):
  def loss(model):
    z, (zs, errors) = rollout(model, xs, jnp.zeros((xs.shape[0], 3)))
    return errors.mean(), zs

  (value, zs), grads = nnx.value_and_grad(loss, has_aux=True)(model)
  params = nnx.state(model, nnx.Param)
  nnx.update(model, jax.tree.map(lambda p, g: p - 0.5 * g, params, grads))
  return value, zs


def main():
  rngs = nnx.Rngs(params=0, latent=1)
  model = Dynamics(3, rngs=rngs)
  xs = jnp.ones((2, 4, 2))
  first, zs = step(model, xs)
  second, _ = step(model, xs)
  return {
    'losses': np.asarray([first, second]),
    'zs': np.asarray(zs),
    'log_std': np.asarray(model.log_std.value),
    'latent count': np.asarray(model.rngs.latent.count.value),
    'next latent key': np.asarray(jax.random.key_data(model.rngs.latent())),
  }
