"""Arguments that code itself tells of."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from inspect import getsource
from typing import Any, Literal

import jax
import jax.numpy as jnp
import pytest
from flax import nnx

from flake8_nnx_rng.runtime.child.guessing import Guesser, Style, styles


class Colour(Enum):
    RED = 1


@dataclass
class Config:
    dim: int
    rate: float
    deep: int = 2


class Block(nnx.Module):
    def __init__(self, config: Config, rngs: nnx.Rngs):
        self.linear = nnx.Linear(config.dim, config.dim, rngs=rngs)

    def __call__(self, x: jax.Array, mask=None):
        return self.linear(x)


def sized(n_heads, hidden_size, dropout_rate, activation, kernel_size, param_dtype): ...


def typed(a: int, b: float, c: bool, d: int | None, e: tuple[int, int], f: Callable[..., Any]): ...


def chosen(
    kind: Literal["b", "a"], colour: Colour, sizes: Sequence[int], name: str, num_layers
): ...


def held(block: Block, key, *rest, flag=True): ...


def used(cfg, y, layer):
    return layer(y).reshape(cfg.dim, y.shape[0], cfg.rate)


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (
            sized,
            "n_heads=2, hidden_size=4, dropout_rate=0.1, activation=nnx.relu, kernel_size=3, "
            "param_dtype=jnp.float32",
        ),
        (typed, "a=4, b=0.1, c=False, d=4, e=(4, 4), f=nnx.relu"),
        (chosen, "kind='b', colour=Colour.RED, sizes=(4, 4), name='name', num_layers=2"),
        (held, "block=Block(config=Config(dim=4, rate=0.1), rngs=nnx.Rngs(0)), "
               "key=jax.random.key(0)"),
        (used, "cfg=Config(dim=4, rate=0.1), y=jnp.linspace(-1, 1, 12).reshape((3, 4)), "
               "layer=nnx.Linear(4, 4, rngs=nnx.Rngs(0))"),
        (Block, "config=Config(dim=4, rate=0.1), rngs=nnx.Rngs(0)"),
    ],
)  # fmt: skip
def test_arguments_follow_annotations_defaults_uses_and_names(
    function: Callable[..., Any], arguments: str
) -> None:
    tree = ast.parse(getsource(function))
    assert Guesser(globals(), tree, Style()).arguments(function) == arguments


def test_stacks_of_layers_hold_as_many_as_there_are_lanes() -> None:
    written = Guesser(globals(), ast.parse(""), Style(stacked=3)).arguments(held)
    assert written is not None
    block = eval(f"dict({written})")["block"]
    assert block.linear.kernel.shape == (3, 4, 4)


def test_styles_begin_with_what_the_layers_ask_for() -> None:
    found = [*styles((16,), (5,))]
    assert (found[0].size, found[0].dims) == (16, (3,))
    assert eval(found[0].array).shape == (3, 16)
    assert any(style.stacked == 5 and style.dims == (5,) for style in found)
    assert eval(found[-1].array).shape == jnp.zeros(()).shape
