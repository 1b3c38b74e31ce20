from functools import partial

import jax.numpy as jnp
from flax import nnx

from .attention import CausalSelfAttention
from .config import GPTConfig


class Block(nnx.Module):
    def __init__(self, cfg: GPTConfig, *, rngs: nnx.Rngs):
        self.ln_1 = nnx.LayerNorm(cfg.n_embd, rngs=rngs)
        self.attn = CausalSelfAttention(cfg, rngs=rngs)
        self.ln_2 = nnx.LayerNorm(cfg.n_embd, rngs=rngs)
        self.mlp = nnx.Linear(cfg.n_embd, cfg.n_embd, rngs=rngs)

    def __call__(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + nnx.gelu(self.mlp(self.ln_2(x)))


class GPT(nnx.Module):
    def __init__(self, cfg: GPTConfig, *, rngs: nnx.Rngs):
        self.cfg = cfg
        self.wte = nnx.Embed(cfg.vocab_size, cfg.n_embd, rngs=rngs)
        self.wpe = nnx.Embed(cfg.block_size, cfg.n_embd, rngs=rngs)

        @partial(nnx.vmap, axis_size=cfg.n_layer)
        def init_blocks(rngs: nnx.Rngs):
            return Block(cfg, rngs=rngs)

        self.h = init_blocks(rngs)
        self.lm_head = nnx.Linear(cfg.n_embd, cfg.vocab_size, use_bias=False, rngs=rngs)

    def __call__(self, tokens):
        x = self.wte(tokens) + self.wpe(jnp.arange(tokens.shape[-1]))

        @partial(nnx.scan, length=self.cfg.n_layer)
        def forward(x, block: Block):
            return block(x), None

        x, _ = forward(x, self.h)
        return self.lm_head(x)
