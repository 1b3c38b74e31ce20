"""Holds what is said of the streams in layers, and of their draws, against the installed Flax."""

import json
import warnings
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import pytest

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.releases.eras import forks_dropout
from flake8_nnx_rng.semantics.releases.layers import LAYERS

pytest.importorskip("flax")

INSTALLED = releases.resolve(version("flax"))
# What each layer needs besides an Rngs, and how it is told to keep a stream.
ARGUMENTS: dict[str, tuple[tuple[int, ...], dict[str, Any]]] = {
    "BatchNorm": ((2,), {}),
    "Conv": ((2, 2, (2,)), {}),
    "Dropout": ((1,), {}),
    "Einsum": (("ab,bc->ac", (2, 2)), {}),  # type: ignore[dict-item]
    "Embed": ((2, 2), {}),
    "GRUCell": ((2, 2), {"keep_rngs": True}),
    "GroupNorm": ((4, 2), {}),
    "LayerNorm": ((2,), {}),
    "Linear": ((2, 2), {}),
    "LinearGeneral": ((2, 2), {}),
    "LSTMCell": ((2, 2), {"keep_rngs": True}),
    "LoRA": ((2, 2, 2), {}),
    "MultiHeadAttention": ((1, 2), {"dropout_rate": 0.5}),
    "OptimizedLSTMCell": ((2, 2), {"keep_rngs": True}),
    "RMSNorm": ((2,), {}),
    "SimpleCell": ((2, 2), {"keep_rngs": True}),
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
    if not forks_dropout(INSTALLED):
        options.pop("keep_rngs", None)
    return keeps_streams(getattr(nnx, name), *passed, **options)


def _only_with(name: str) -> str:
    layer = releases.stateful_layer(name)
    if layer is None:
        return ""
    return (forks_dropout(INSTALLED) and layer.later_only_with) or layer.only_with


@pytest.mark.parametrize("name", ARGUMENTS)
def test_layers_keep_streams_as_the_table_says(name: str) -> None:
    if releases.export(name, INSTALLED) is None:
        pytest.skip(f"Flax {INSTALLED} has no nnx.{name}")
    assert made(name, told=True) is (releases.stateful_layer(name) is not None)


@pytest.mark.parametrize("name", [name for name in ARGUMENTS if _only_with(name)])
def test_layers_keep_none_without_the_keyword(name: str) -> None:
    assert not made(name, told=False)


def draws_of(layer: Any, call: Callable[[], object]) -> int:
    """How many keys a call takes from the streams in a layer, forks of them apart."""
    from flax import nnx

    def counted() -> int:
        streams = [node for _, node in nnx.iter_graph(layer) if isinstance(node, nnx.RngStream)]
        return sum(int(stream.count.value) for stream in streams)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = counted()
        call()
        return counted() - before


def stochastic(name: str, **options: Any) -> tuple[Any, Callable[..., object]]:
    """A layer of each kind that draws, and how its method is called."""
    import jax.numpy as jnp
    from flax import nnx

    if releases.export(name, INSTALLED) is None:
        pytest.skip(f"Flax {INSTALLED} has no nnx.{name}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if name == "RNN":
            layer = nnx.RNN(nnx.GRUCell(2, 2, rngs=nnx.Rngs(0)), **options)
            return layer, lambda **told: layer(jnp.ones((2, 3, 2)), **told)
        if name == "Dropout":
            layer = nnx.Dropout(**{"rate": 0.5, "rngs": nnx.Rngs(0)} | options)
            return layer, lambda **told: layer(jnp.ones((2, 3)), **told)
        if name == "MultiHeadAttention":
            given = {"dropout_rate": 0.5, "decode": False, "rngs": nnx.Rngs(0)} | options
            layer = nnx.MultiHeadAttention(1, 2, **given)
            return layer, lambda **told: layer(jnp.ones((2, 3, 2)), **told)
        if forks_dropout(INSTALLED):
            options["keep_rngs"] = True
        layer = getattr(nnx, name)(2, 2, rngs=nnx.Rngs(0), **options)
        return layer, lambda *told: layer.initialize_carry((2, 2), *told)


STOCHASTIC = ["Dropout", "GRUCell", "LSTMCell", "MultiHeadAttention", "OptimizedLSTMCell"]
STOCHASTIC += ["RNN", "SimpleCell"]


def test_every_layer_that_draws_is_run() -> None:
    written = json.loads(LAYERS.read_text("utf-8"))
    assert sorted(name for name, facts in written.items() if facts["draws"]) == STOCHASTIC


@pytest.mark.parametrize("name", STOCHASTIC)
def test_methods_draw_as_the_table_says(name: str) -> None:
    method = "__call__" if releases.layer_draw(name) else "initialize_carry"
    does = releases.layer_draw(name, method)
    assert does is not None
    layer, call = stochastic(name)
    told = {"deterministic": False} if does.when_told else {}
    assert draws_of(layer, lambda: call(**told)) > 0


def test_what_switches_a_draw_off() -> None:
    import jax.numpy as jnp
    from flax import nnx

    for name in ("Dropout", "MultiHeadAttention"):
        for options in ({"deterministic": True}, {"rate": 0.0}):
            does = releases.layer_draw(name)
            assert does is not None
            given = {does.rate if key == "rate" else key: v for key, v in options.items()}
            layer, call = stochastic(name, **given)
            assert draws_of(layer, call) == 0
    layer, call = stochastic("LSTMCell")
    assert draws_of(layer, lambda: call(nnx.Rngs(0))) == 0
    layer, call = stochastic("RNN")
    assert draws_of(layer, lambda: call(initial_carry=jnp.zeros((2, 2)))) == 0
