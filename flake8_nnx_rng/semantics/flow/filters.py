"""Filters of `flax.nnx`: which streams `only=` and the keys of `nnx.StateAxes` choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.nodes import elements

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.names import Names
    from flake8_nnx_rng.syntax.tree import Node

_RNG_STATE = frozenset({"flax.nnx.RngState", "flax.nnx.RngKey"})
_OTHER_STATE = frozenset(
    {"flax.nnx.Param", "flax.nnx.BatchStat", "flax.nnx.Cache", "flax.nnx.Intermediate"}
    | {"flax.nnx.LoRAParam", "flax.nnx.Perturbation", "flax.nnx.RngCount"}
)


@dataclass(frozen=True)
class Selection:
    """All streams, or those of these names; None where that is not known."""

    every: bool = False
    streams: frozenset[str] | None = None


def selected(written: Node, names: Names) -> Selection:
    """What a filter chooses."""

    if written.kind in ("ellipsis", "true"):
        return Selection(True)
    if written.kind in ("false", "none"):
        return Selection(streams=frozenset())
    if written.kind == "string":
        return Selection(streams=frozenset({written.text.strip("\"'")}))
    listed = elements(written)
    if listed is not None:
        return _any_of([selected(child, names) for child in listed])
    symbol = names.symbol(written)
    if symbol in _RNG_STATE:
        return Selection(True)
    return Selection(streams=frozenset()) if symbol in _OTHER_STATE else Selection()


def holds(written: Node, stream: str | None, names: Names) -> bool:
    """Whether a filter chooses a stream, or parameters for None, as far as it is known."""
    chosen = selected(written, names)
    if stream is not None:
        return chosen.every or stream in (chosen.streams or ())
    listed = elements(written) or [written]
    return any(
        node.kind in ("ellipsis", "true") or names.symbol(node) == "flax.nnx.Param"
        for node in listed
    )


def _any_of(found: list[Selection]) -> Selection:
    if any(selection.every for selection in found):
        return Selection(True)
    if any(selection.streams is None for selection in found):
        return Selection()
    return Selection(streams=frozenset().union(*(s.streams or frozenset() for s in found)))
