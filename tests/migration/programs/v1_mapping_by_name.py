"""V1 with one mapping, bound to a name, for the making and the call of an ensemble."""

# fmt: off
import functools

import jax
import jax.numpy as jnp
from flax import nnx


class Steps(nnx.Variable):
  pass


class Member(nnx.Module):
  def __init__(self, rngs):
    self.dense = nnx.Linear(2, 2, rngs=rngs)
    self.steps = Steps(jnp.zeros((), jnp.int32))
    self.rngs = rngs

  def __call__(self, x):
    self.steps.value += 1
    return self.dense(x) + jax.random.uniform(self.rngs.noise(), (2,))


N = 3
AXES = {nnx.Param: 0, Steps: None}


@functools.partial(nnx.vmap, state_axes=AXES, axis_size=N)
def create(rngs):
  return Member(rngs)


@functools.partial(nnx.vmap, in_axes=(None, 0), state_axes=AXES, axis_size=N)
def forward(member, x):
  return member(x)


def main():
  rngs = nnx.Rngs(params=0, noise=1)
  member = create(rngs)
  x = jnp.ones((N, 4, 2))
  return {
    'first': forward(member, x),
    'second': forward(member, x),
    'kernel': member.dense.kernel.value,
    'steps': member.steps.value,
    'next params key': jax.random.key_data(rngs.params()),
    'next noise key': jax.random.key_data(rngs.noise()),
  }
