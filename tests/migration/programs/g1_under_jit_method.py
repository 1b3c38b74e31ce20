"""G1 in a method below nnx.jit, where the loss is a lambda and the filter a name."""

# fmt: off
import jax
import jax.numpy as jnp
from flax import nnx

TRAINABLE = (nnx.Param, nnx.BatchStat)


class Trainer:
  def __init__(self, model, wrt):
    self.model = model
    self.wrt = wrt

  def step(self, x):
    @nnx.jit
    def inner(model, x):
      loss_fn = lambda m: m(x)[0, 0]  # noqa: E731
      return nnx.value_and_grad(loss_fn, wrt=self.wrt)(model)

    return inner(self.model, x)


class Model(nnx.Module):
  def __init__(self, rngs):
    self.dense = nnx.Linear(1, 3, rngs=rngs)
    self.shift = nnx.BatchStat(jnp.ones((3,)))
    self.rngs = rngs

  def __call__(self, x):
    return self.dense(x) + self.shift.value * jax.random.uniform(self.rngs.noise(), (3,))


def main():
  model = Model(nnx.Rngs(params=0, noise=1))
  loss, grads = Trainer(model, TRAINABLE).step(jnp.ones((1, 1)))
  bias, kernel, shift = jax.tree.leaves(grads)
  return {
    'loss': loss,
    'bias': bias,
    'kernel': kernel,
    'shift': shift,
    'next noise key': jax.random.key_data(model.rngs.noise()),
  }
