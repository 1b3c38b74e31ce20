"""S1, S4, S7: a diffusion sampler: a scan on a method, reverse over times, a condition by keyword."""

import functools as ft

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

STEPS = 5


class Denoiser(nnx.Module):
    def __init__(self, dim: int, hidden: int, *, rngs: nnx.Rngs):
        self.time = nnx.Embed(STEPS, hidden, rngs=rngs)
        self.inner = nnx.Linear(dim, hidden, rngs=rngs)
        self.outer = nnx.Linear(hidden, dim, rngs=rngs)

    def __call__(self, x, t):
        return self.outer(nnx.silu(self.inner(x) + self.time(t)))


class Sampler(nnx.Module):
    def __init__(self, model: Denoiser):
        self.model = model

    @ft.partial(
        nnx.scan,
        in_axes=(None, None, 0, None),
        in_axes_kwargs={"condition": None},
        carry_argnum=1,
        state_axes={},
        reverse=True,
        length=STEPS,
    )
    def steps(self, x, t, rngs: nnx.Rngs, *, condition):
        noise = jax.random.normal(rngs.sample(), x.shape)
        x = x - 0.25 * self.model(x + condition, t) + jnp.where(t > 0, 0.1, 0.0) * noise
        return x, x

    def __call__(self, x, rngs: nnx.Rngs, condition):
        return self.steps(x, jnp.arange(STEPS), rngs, condition=condition)


def main():
    rngs = nnx.Rngs(params=0, sample=1)
    sampler = Sampler(Denoiser(2, 4, rngs=rngs))
    x = jax.random.normal(rngs.sample(), (3, 2))
    x, path = sampler(x, rngs, jnp.array([1.0, -1.0]))
    return {
        "x": np.asarray(x),
        "path": np.asarray(path),
        "time": np.asarray(sampler.model.time.embedding.value),
        "sample count": np.asarray(rngs.sample.count.value),
        "next params key": np.asarray(jax.random.key_data(rngs.params())),
        "next sample key": np.asarray(jax.random.key_data(rngs.sample())),
    }
