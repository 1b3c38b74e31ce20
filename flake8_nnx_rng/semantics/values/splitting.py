"""Splitting: what a split makes of a value, by the streams that it chooses."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.filters import Selection, selected
from flake8_nnx_rng.semantics.values.sizes import may_be_several
from flake8_nnx_rng.semantics.values.values import SOMEHOW, Track, Value
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.layers import Layer
    from flake8_nnx_rng.semantics.values.frames import Frame
    from flake8_nnx_rng.semantics.values.sizes import Shape
    from flake8_nnx_rng.syntax.tree import Node

DICTS = ("dictionary", "dictionary_comprehension")
_ONE_OF_TWO = frozenset({"RngKey", "RngCount"})
"""`fork_rngs` splits a stream where a filter fits both its key and its count."""
_VARIABLES = _ONE_OF_TWO | {"RngState"}
"""The methods of an Rngs ask of whole streams, which are no variables."""


def split_in(
    value: Value,
    chosen: Selection,
    sizes: Shape,
    layer: Layer | None = None,
    *,
    surely: bool = True,
) -> Value:
    """A value when these of its streams are split, once for each size, if not `surely` more."""
    change = partial(_split, sizes=sizes, layer=layer, surely=surely)
    if chosen.every:
        return value.changed(change)
    if chosen.streams is None:
        return value.changed(lambda track: Track(track.least, exact=False))
    return value.changed_in(chosen.streams, change)


def _split(track: Track, sizes: Shape, layer: Layer | None, *, surely: bool) -> Track:
    return (track if surely else track.at_least()).with_axes(sizes, layer)


def split_by(
    value: Value,
    written: Node,
    analysis: Analysis,
    frame: Frame | None,
    layer: Layer | None = None,
) -> Value:
    """A value split by `3`, or by `{"params": 3, ...: None}`, where the first that fits says it."""
    if written.kind == "none":
        return value
    if written.kind not in DICTS:
        sizes = analysis.sizes.listed(written, frame)
        sure = not may_be_several(written, sizes)
        return split_in(value, Selection(True), sizes, layer, surely=sure)
    if any(pair.kind != "pair" for pair in written.parts) or written.kind != "dictionary":
        return value.changed(lambda _: SOMEHOW)
    blind = _ONE_OF_TWO if layer is not None and not layer.is_a({"with_rngs"}) else _VARIABLES
    chosen = [_chosen(field_of(pair, "key"), analysis, blind) for pair in written.parts]
    if any(not each.every and each.streams is None for each in chosen):
        return value.changed(lambda _: SOMEHOW)
    return _by_first(value, written.parts, chosen, analysis, frame, layer)


def _by_first(
    value: Value,
    pairs: list[Node],
    chosen: list[Selection],
    analysis: Analysis,
    frame: Frame | None,
    layer: Layer | None,
) -> Value:
    named = frozenset().union(*(each.named for each in chosen))
    if value.streams is not None and named and value.streams.isdisjoint(named):
        return value.changed(lambda _: SOMEHOW)  # the filter misses them all
    told: dict[str, Value] = {}
    rest = value
    for pair, each in zip(pairs, chosen, strict=True):
        after = split_by(value, field_of(pair, "value"), analysis, frame, layer)
        for name in sorted(named if each.every else each.named):
            told.setdefault(name, after)
        if each.every:
            rest = after
            break
    for name, after in sorted(told.items()):
        rest = rest.changed_in(frozenset({name}), _becoming(after.track(name)))
    return rest


def _becoming(track: Track) -> Callable[[Track], Track]:
    return lambda _: track


def _chosen(key: Node, analysis: Analysis, blind: frozenset[str]) -> Selection:
    """What a filter chooses; nothing if it is one of the `blind`, which no stream fits."""
    is_blind = key.kind in ("identifier", "attribute") and analysis.names.nnx(key) in blind
    return Selection(streams=frozenset()) if is_blind else selected(key, analysis.names)
