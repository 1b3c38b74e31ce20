"""G1 with grad and value_and_grad imported by name, argnums for a module in second place."""

# fmt: off
import jax
import jax.numpy as jnp
from flax.nnx import Linear, Param, Rngs, grad, value_and_grad


def loss_fn(x,
            model: Linear):
  return (x @ model.kernel.value).sum() + model.bias.value.sum()


def main():
  rngs = Rngs(params=0)
  model = Linear(1, 3, rngs=rngs)
  x = jnp.ones((1, 1))
  loss, grads = value_and_grad(loss_fn, argnums=1, wrt=Param)(x, model)
  grad_fn = grad(loss_fn,
                 argnums=(1,),
                 has_aux=False,
                 wrt=Param)
  bias, kernel = jax.tree.leaves(grads)
  again, _ = jax.tree.leaves(grad_fn(x, model))
  return {
    'loss': loss,
    'bias': bias,
    'kernel': kernel,
    'again': again,
    'next params key': jax.random.key_data(rngs.params()),
  }
