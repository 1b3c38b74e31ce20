import jax.numpy as jnp
from flax import nnx

from .config import GPTConfig


class CausalSelfAttention(nnx.Module):
    def __init__(self, cfg: GPTConfig, *, rngs: nnx.Rngs):
        self.n_head = cfg.n_head
        self.c_attn = nnx.Linear(cfg.n_embd, 3 * cfg.n_embd, rngs=rngs)
        self.c_proj = nnx.Linear(cfg.n_embd, cfg.n_embd, rngs=rngs)

    def __call__(self, x):
        t, c = x.shape
        q, k, v = jnp.split(self.c_attn(x), 3, axis=-1)
        q, k, v = (a.reshape(t, self.n_head, -1).swapaxes(0, 1) for a in (q, k, v))
        att = q @ k.swapaxes(-1, -2) / jnp.sqrt(q.shape[-1])
        att = jnp.where(jnp.tri(t, dtype=bool), att, -1e9)
        y = (nnx.softmax(att) @ v).swapaxes(0, 1).reshape(t, c)
        return self.c_proj(y)
