"""Layers that draw from the Rngs that they are given; from 0.11.0 on each forks a stream of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from flax import nnx

Exchange = tuple[type, str, Any]
_DATA: Callable[[Any], Any] = getattr(nnx, "data", lambda value: value)
"""What an attribute is marked with that was static, since modules are pytrees."""


def sharing_layers() -> Iterator[Exchange]:
    """The methods of these layers, as those of 0.8.5 were."""
    if dataclasses.is_dataclass(nnx.Dropout):  # it has been one up to 0.10.7, and shared
        return
    yield nnx.Dropout, "__init__", _dropout_init(nnx.Dropout.__init__)
    attention = nnx.MultiHeadAttention
    yield attention, "__init__", _attention_init(attention.__init__)
    yield attention, "__call__", _attention_call(attention.__call__)


def _dropout_init(original: Callable[..., None]) -> Callable[..., None]:
    def init(
        self: Any,
        rate: float,
        broadcast_dims: Any = (),
        deterministic: bool | None = False,
        rng_collection: str = "dropout",
        rngs: Any = None,
    ) -> None:
        original(
            self,
            rate,
            broadcast_dims=broadcast_dims,
            deterministic=deterministic,
            rng_collection=rng_collection,
            rngs=None,
        )
        if rngs is not None:
            self.rngs = rngs

    return init


def _attention_init(original: Callable[..., None]) -> Callable[..., None]:
    @wraps(original)
    def init(self: Any, *args: Any, rngs: Any, **keywords: Any) -> None:
        original(self, *args, rngs=rngs, **{**keywords, "keep_rngs": False})
        if keywords.get("keep_rngs", True) and self.dropout_rate > 0:
            self.rngs = _DATA(rngs)

    return init


def _attention_call(original: Callable[..., Any]) -> Callable[..., Any]:
    """As the layer is called; an Rngs that it keeps is drawn from by the name of its stream."""

    @wraps(original)
    def call(self: Any, *args: Any, rngs: Any = None, **keywords: Any) -> Any:
        return original(self, *args, rngs=self.rngs if rngs is None else rngs, **keywords)

    return call
