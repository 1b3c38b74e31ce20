"""In eval mode a model with Dropout is shared over the batch; only the data differs."""

import jax
import jax.numpy as jnp
from flax import nnx


class Classifier(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(4, 8, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)
        self.head = nnx.Linear(8, 3, rngs=rngs)

    def __call__(self, x):
        return self.head(self.dropout(nnx.relu(self.linear(x))))


@nnx.vmap(in_axes=(None, 0))
def predict(model, x):
    return model(x)


def evaluate(model: Classifier, rngs: nnx.Rngs):
    model.eval()
    keys = jax.random.split(rngs.data(), 4)
    inputs = jax.vmap(lambda key: jax.random.normal(key, (4,)))(keys)
    return predict(model, inputs)


def main():
    rngs = nnx.Rngs(params=0, dropout=1, data=2)
    model = Classifier(rngs=rngs)
    return {"logits": jnp.concatenate([evaluate(model, rngs), evaluate(model, rngs)])}
