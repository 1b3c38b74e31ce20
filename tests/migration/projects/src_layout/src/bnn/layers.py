import jax
import jax.numpy as jnp
from flax import nnx


class BayesianLinear(nnx.Module):
    def __init__(self, din: int, dout: int, *, rngs: nnx.Rngs):
        init = nnx.initializers.lecun_normal()
        self.mu = nnx.Param(init(rngs.params(), (din, dout)))
        self.rho = nnx.Param(jnp.full((din, dout), -3.0))

    def __call__(self, x: jax.Array, rngs: nnx.Rngs) -> jax.Array:
        sigma = jax.nn.softplus(self.rho.value)
        return x @ (self.mu.value + sigma * jax.random.normal(rngs.sample(), sigma.shape))
