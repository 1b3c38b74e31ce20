"""A small transformer whose blocks are stacked by vmap and run by scan."""

import jax.numpy as jnp
from flax import nnx


class Block(nnx.Module):
    def __init__(self, dim: int, heads: int, dropout: float, *, rngs: nnx.Rngs):
        self.ln1 = nnx.LayerNorm(dim, rngs=rngs)
        self.attn = nnx.MultiHeadAttention(
            num_heads=heads, in_features=dim, decode=False, rngs=rngs
        )
        self.ln2 = nnx.LayerNorm(dim, rngs=rngs)
        self.fc1 = nnx.Linear(dim, 2 * dim, rngs=rngs)
        self.fc2 = nnx.Linear(2 * dim, dim, rngs=rngs)
        self.drop = nnx.Dropout(dropout, rngs=rngs)

    def __call__(self, x):
        x = x + self.drop(self.attn(self.ln1(x)))
        y = self.fc2(nnx.gelu(self.fc1(self.ln2(x))))
        return x + self.drop(y)


class Encoder(nnx.Module):
    def __init__(self, depth: int, dim: int, *, rngs: nnx.Rngs):
        @nnx.split_rngs(splits=depth)
        @nnx.vmap(axis_size=depth)
        def create_block(rngs: nnx.Rngs):
            return Block(dim, 2, 0.5, rngs=rngs)

        self.blocks = create_block(rngs)
        self.norm = nnx.LayerNorm(dim, rngs=rngs)

    def __call__(self, x):
        @nnx.scan(in_axes=(nnx.Carry, 0))
        def forward(x, block):
            y = block(x)
            return y, y - x

        x, updates = forward(x, self.blocks)
        return self.norm(x), updates


def main():
    model = Encoder(depth=3, dim=8, rngs=nnx.Rngs(params=0, dropout=1))
    x = jnp.sin(jnp.arange(96.0)).reshape(2, 6, 8)
    first, updates = model(x)
    second, _ = model(x)
    kernels = jnp.asarray(model.blocks.fc1.kernel[...])
    return {"kernels": kernels, "layers": updates, "calls": jnp.stack([first, second])}
