"""Contrastive learning: the two views of an image get different noise and masks."""

import jax
import jax.numpy as jnp
from flax import nnx


class Projector(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.backbone = nnx.Linear(6, 32, rngs=rngs)
        self.drop = nnx.Dropout(0.2, rngs=rngs)
        self.head = nnx.Linear(32, 4, rngs=rngs)

    def __call__(self, x):
        return self.head(self.drop(nnx.relu(self.backbone(x))))


def view(rngs: nnx.Rngs, x):
    scale = jax.random.uniform(rngs.augment(), (), minval=0.5, maxval=1.5)
    return scale * x + 0.1 * jax.random.normal(rngs.augment(), x.shape)


@nnx.jit
def embed_views(model, rngs, x):
    views = nnx.split_rngs(splits=2)(nnx.vmap(view, in_axes=(0, None)))(rngs, x)
    return model(views), views


def main():
    model = Projector(rngs=nnx.Rngs(params=0, dropout=1))
    rngs = nnx.Rngs(augment=2)
    x = jnp.ones((3, 6))
    embeddings, views = zip(*[embed_views(model, rngs, x) for _ in range(2)], strict=True)
    return {"embeddings": jnp.concatenate(embeddings), "views": jnp.concatenate(views)}
