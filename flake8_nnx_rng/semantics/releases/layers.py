"""Layers: the classes of modules that `flax.nnx` has, what Rngs each keeps and what it draws.

Both are kept by hand in `layers.json`, held against the installed Flax by running each.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from flake8_nnx_rng.semantics.releases.queries import is_layer

LAYERS = Path(__file__).with_name("layers.json")


class LayerDraw(NamedTuple):
    """What a method of a layer draws: from which stream, and what decides it.

    The stream has the name that the keyword `named_by` gives it, else `stream`. It draws where the
    keyword `rate`, or the first argument if `rate_first`, is above 0 and `deterministic` is not
    told, or, for one that draws only `when_told`, False. A call with the keyword `unless` draws
    nothing. `rngs_at` is the place of an Rngs that is handed to the method by position. Numbers
    that are not `random` are drawn, and zeros taken in their place.
    """

    stream: str
    named_by: str = ""
    rate: str = ""
    rate_first: bool = False
    when_told: bool = False
    unless: str = ""
    rngs_at: int | None = None
    random: bool = True


class StatefulLayer(NamedTuple):
    """A layer of `flax.nnx` with a stream: the one it was given, from Flax 0.11.0 on a fork.

    `only_with` is the keyword without which it keeps none, `later_only_with` the one since 0.11.0;
    `unless_off` is one that is False where it keeps none. One that `may_share` keeps what it was
    given in some of the later releases, too. `draws` are the methods that draw.
    """

    only_with: str = ""
    later_only_with: str = ""
    unless_off: str = ""
    may_share: bool = False
    draws: Mapping[str, LayerDraw] = {}


def stateful_layer(name: str) -> StatefulLayer | None:
    """What a class of `flax.nnx` keeps; None for one without streams."""
    return _layers().get(name)


def layer_draw(name: str | None, method: str = "__call__") -> LayerDraw | None:
    """What a method of a class of `flax.nnx` draws; None where it draws nothing."""
    layer = _layers().get(name or "")
    return None if layer is None else layer.draws.get(method)


def has_rate(name: str | None) -> bool:
    """Whether a class of `flax.nnx` drops data at a rate, and can be told not to."""
    draw = layer_draw(name)
    return draw is not None and bool(draw.rate)


def is_module_class(name: str) -> bool:
    """Whether `flax.nnx` has a class of modules by this name."""
    return name == "Module" or is_layer(name)


@cache
def _layers() -> dict[str, StatefulLayer]:
    written = json.loads(LAYERS.read_text(encoding="utf-8"))
    return {name: _layer(**facts) for name, facts in written.items()}


def _layer(draws: dict[str, dict[str, Any]], **facts: Any) -> StatefulLayer:
    return StatefulLayer(**facts, draws={name: LayerDraw(**draw) for name, draw in draws.items()})
