"""Tokens are sampled one after the other, with the key split in the carry."""

import jax
import jax.numpy as jnp
from flax import nnx


class LanguageModel(nnx.Module):
    def __init__(self, vocab: int, dim: int, *, rngs: nnx.Rngs):
        self.embed = nnx.Embed(vocab, dim, rngs=rngs)
        self.cell = nnx.GRUCell(dim, dim, rngs=rngs)
        self.head = nnx.Linear(dim, vocab, rngs=rngs)

    def step(self, hidden, token):
        hidden, y = self.cell(hidden, self.embed(token))
        return hidden, self.head(y)


def generate(model: LanguageModel, key, length: int):
    graphdef, state = nnx.split(model)

    def body(carry, _):
        hidden, token, key = carry
        key, sample_key = jax.random.split(key)
        hidden, logits = nnx.merge(graphdef, state).step(hidden, token)
        noise = jax.random.gumbel(sample_key, logits.shape)
        token = jnp.argmax(logits + noise)
        return (hidden, token, key), noise

    start = (jnp.zeros(8), jnp.array(0), key)
    return jax.lax.scan(body, start, None, length=length)[1]


def main():
    rngs = nnx.Rngs(params=0, sample=1)
    model = LanguageModel(16, 8, rngs=rngs)
    noises = [generate(model, rngs.sample(), 4) for _ in range(2)]
    return {"noise": jnp.concatenate(noises)}
