"""Monte Carlo dropout: one input, many masks."""

import jax.numpy as jnp
from flax import nnx


class Classifier(nnx.Module):
    def __init__(self, hidden: int, *, rngs: nnx.Rngs):
        self.linear1 = nnx.Linear(4, hidden, rngs=rngs)
        self.dropout = nnx.Dropout(rate=0.5, rngs=rngs)
        self.linear2 = nnx.Linear(hidden, 3, rngs=rngs)

    def __call__(self, x):
        x = self.dropout(nnx.relu(self.linear1(x)))
        return self.linear2(x)


def mc_predict(model: Classifier, x, samples: int):
    state_axes = nnx.StateAxes({nnx.RngState: 0, ...: None})

    @nnx.split_rngs(splits=samples)
    @nnx.vmap(in_axes=(state_axes, None), axis_size=samples)
    def forward(model, x):
        return model(x)

    logits = forward(model, x)
    return nnx.softmax(logits)


def main():
    model = Classifier(64, rngs=nnx.Rngs(params=0, dropout=1))
    x = jnp.linspace(-1.0, 1.0, 4)
    model.train()
    return {"predictions": jnp.concatenate([mc_predict(model, x, 4), mc_predict(model, x, 3)])}
