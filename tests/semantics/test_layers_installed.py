"""Holds what is said of the streams in layers against the Flax that is installed."""

import warnings
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import pytest

from flake8_nnx_rng.semantics import releases

pytest.importorskip("flax")

INSTALLED = releases.resolve(version("flax"))
# What each layer needs besides an Rngs, and how it is told to keep a stream.
ARGUMENTS: dict[str, tuple[tuple[int, ...], dict[str, Any]]] = {
    "BatchNorm": ((2,), {}),
    "Conv": ((2, 2, (2,)), {}),
    "Dropout": ((1,), {}),
    "Einsum": (("ab,bc->ac", (2, 2)), {}),  # type: ignore[dict-item]
    "Embed": ((2, 2), {}),
    "GroupNorm": ((4, 2), {}),
    "LayerNorm": ((2,), {}),
    "Linear": ((2, 2), {}),
    "LinearGeneral": ((2, 2), {}),
    "LoRA": ((2, 2, 2), {}),
    "MultiHeadAttention": ((1, 2), {"dropout_rate": 0.5}),
    "RMSNorm": ((2,), {}),
}


def keeps_streams(make: Callable[..., object], *passed: object, **options: object) -> bool:
    from flax import nnx

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = make(*passed, **options)
        return any(isinstance(node, nnx.RngStream) for _, node in nnx.iter_graph(made))


def made(name: str, *, told: bool) -> bool:
    from flax import nnx

    passed, options = ARGUMENTS[name]
    only_with = _only_with(name)
    if only_with != "rngs" or told:
        options = {**options, "rngs": nnx.Rngs(0)}
    if not told:
        options = {key: value for key, value in options.items() if key != only_with}
    return keeps_streams(getattr(nnx, name), *passed, **options)


def _only_with(name: str) -> str:
    layer = releases.stateful_layer(name)
    return "" if layer is None else layer.only_with


@pytest.mark.parametrize("name", ARGUMENTS)
def test_layers_keep_streams_as_the_table_says(name: str) -> None:
    if releases.export(name, INSTALLED) is None:
        pytest.skip(f"Flax {INSTALLED} has no nnx.{name}")
    assert made(name, told=True) is (releases.stateful_layer(name) is not None)


@pytest.mark.parametrize("name", [name for name in ARGUMENTS if _only_with(name)])
def test_layers_keep_none_without_the_keyword(name: str) -> None:
    assert not made(name, told=False)
