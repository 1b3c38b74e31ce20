"""Modules made of modules: each question about their values is answered once."""

from __future__ import annotations

from time import perf_counter

from flake8_nnx_rng.linter import lint
from flake8_nnx_rng.semantics.releases import newest
from flake8_nnx_rng.syntax.source import decode

DEEP = 6
WIDE = 12
LIMIT = 20.0
"""Seconds: a fifth of it is enough, and without memory an hour would not be."""


def test_the_time_to_read_a_large_model_grows_with_its_text():
    """Every block makes and calls blocks of the class before, as large models do."""
    blocks = [
        "from flax import nnx\n"
        "class Block0(nnx.Module):\n"
        "  def __init__(self, size: int, *, rngs: nnx.Rngs):\n"
        "    self.drop = nnx.Dropout(0.1, rngs=rngs)\n"
        "  def __call__(self, x):\n"
        "    return self.drop(x)\n"
    ]
    for level in range(1, DEEP):
        made = [f"    self.a{n} = Block{level - 1}(size, rngs=rngs)\n" for n in range(WIDE)]
        called = [f"    x = x + self.a{n}(self.a{n - 1}(x))\n" for n in range(1, WIDE)]
        blocks += [
            f"class Block{level}(nnx.Module):\n",
            "  def __init__(self, size: int, *, rngs: nnx.Rngs):\n",
            *made,
            "  def __call__(self, x):\n",
            *called,
            "    return x\n",
        ]
    blocks += [
        "@nnx.vmap(in_axes=(0, None))\n",
        "def run(x, model: Block5):\n",
        "  return model(x)\n",
    ]
    began = perf_counter()
    lint(decode("".join(blocks).encode(), "model.py"), newest(), lambda rule: True)
    assert perf_counter() - began < LIMIT
