"""Attributes come, go and are exchanged inside transforms; cycles; nodes in dicts and lists."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class Box(nnx.Module):
    def __init__(self, rngs):
        self.w = nnx.Param(jax.random.normal(rngs.params(), (2,)))
        self.me = self


@nnx.jit
def grow(box, rngs):
    box.made = nnx.Param(jax.random.normal(rngs.params(), (2,)))
    box.note = "grown"
    return {"box": box, "all": [box, rngs]}


@partial(nnx.vmap, in_axes=None, axis_size=2)
def swap(boxes, rngs):
    first, second = boxes["a"], boxes["b"][0]
    first.w, second.w = second.w, first.w
    del second.me
    first.other = Box(rngs)
    return boxes["b"]


@partial(nnx.vmap, in_axes=None, axis_size=2)
def create(rngs):
    return Box(rngs)


def main():
    rngs = nnx.Rngs(params=0)
    box = Box(rngs)
    grown = grow(box, rngs)
    a, b = create(rngs), create(rngs)
    before = np.asarray(a.w.value)
    (same,) = swap({"a": a, "b": [b]}, rngs)
    return {
        "identities": np.asarray(
            [
                grown["box"] is box,
                grown["all"][1] is rngs,
                same is b,
                a.me is a,
                box.note == "grown",
            ]
        ),
        "made": np.asarray(box.made.value),
        "swapped": np.asarray(b.w.value == before),
        "gone": np.asarray(hasattr(b, "me")),
        "other": np.asarray(a.other.w.value),
        "same me": np.asarray(a.other.me is a.other),
        "next": np.asarray(jax.random.key_data(rngs.params())),
        "sum": np.asarray(jnp.sum(a.w.value)),
    }
