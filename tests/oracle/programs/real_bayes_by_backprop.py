"""A Bayesian linear layer draws its weights from the Rngs that it keeps."""

import jax
import jax.numpy as jnp
from flax import nnx


class BayesLinear(nnx.Module):
    def __init__(self, din: int, dout: int, *, rngs: nnx.Rngs):
        key = rngs.params()
        self.mu = nnx.Param(0.1 * jax.random.normal(key, (din, dout)))
        self.rho = nnx.Param(-3.0 * jnp.ones((din, dout)))
        self.rngs = rngs

    def __call__(self, x):
        sigma = nnx.softplus(self.rho[...])
        eps = jax.random.normal(self.rngs.weights(), sigma.shape)
        return x @ (self.mu[...] + sigma * eps)


class BayesNet(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.l1 = BayesLinear(3, 8, rngs=rngs)
        self.l2 = BayesLinear(8, 2, rngs=rngs)

    def __call__(self, x):
        return self.l2(nnx.tanh(self.l1(x)))


@nnx.split_rngs(splits=4)
@nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: 0, ...: None}), None))
def posterior_samples(model, x):
    return model(x)


def main():
    model = BayesNet(rngs=nnx.Rngs(params=0, weights=1))
    x = jnp.ones(3)
    single = jnp.stack([nnx.jit(BayesNet.__call__)(model, x) for _ in range(2)])
    return {"samples": jnp.concatenate([posterior_samples(model, x), single])}
