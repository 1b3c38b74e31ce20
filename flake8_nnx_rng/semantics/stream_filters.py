"""Stream filters: which streams `only=`, a dict of sizes or `nnx.StateAxes` ask for by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.axes import AxisKind
from flake8_nnx_rng.semantics.streams import text_of
from flake8_nnx_rng.syntax.nodes import elements, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.axes import Axis
    from flake8_nnx_rng.semantics.names import Names
    from flake8_nnx_rng.semantics.uses import TransformUse
    from flake8_nnx_rng.syntax.tree import Node

_OF_OTHERS = frozenset({"Param", "BatchStat", "Cache", "Intermediate", "Perturbation", "LoRAParam"})
"""Variables of `flax.nnx` that are no RNG state, so that their filters match no stream."""

_FAR = 5
_NOTHING: frozenset[str] = frozenset()


class StreamFilters:
    """Reads the filters of one module; None where one may match what it does not name."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def of_use(self, use: TransformUse) -> tuple[str, frozenset[str]]:
        """The keyword by which a split filters streams, and what it names; nothing if unknown."""
        only = use.option("only")
        if only is not None:
            return "only", self.named(only) or _NOTHING
        sizes = None if use.option("fork", "broadcast") else use.option("split")
        return "split", (None if sizes is None else self.split(sizes)) or _NOTHING

    def named(self, node: Node, depth: int = _FAR) -> frozenset[str] | None:
        """The streams of a filter: a string, or a tuple or list of filters."""

        text = text_of(node)
        if text is not None:
            return frozenset({text})
        if self.names.nnx(node) in _OF_OTHERS:
            return _NOTHING
        listed = elements(node)
        if listed is not None:
            return _union([self.named(element, depth) for element in listed])
        value = self.names.value(node)
        return None if value is None or depth == 0 else self.named(value, depth - 1)

    def split(self, sizes: Node) -> frozenset[str] | None:
        """The streams that a dict of sizes splits, `{"params": 3, ...: None}`."""
        sizes = self.names.value(sizes) or sizes
        pairs = sizes.parts
        if sizes.kind != "dictionary" or any(pair.kind != "pair" for pair in pairs):
            return None
        taking = (p for p in pairs if field_of(p, "value").kind != "none")
        return _union([self.named(field_of(pair, "key")) for pair in taking])

    def mapped(self, axis: Axis) -> frozenset[str] | None:
        """The streams that `nnx.StateAxes({"params": 0, ...: None})` maps."""
        if axis.kind is not AxisKind.STATES or not axis.states:
            return None
        last, rest = axis.states[-1]
        if last.kind not in ("ellipsis", "true") or not rest.leaves_whole:
            return None
        taking = (named for named, of in axis.states[:-1] if not of.leaves_whole)
        return _union([self.named(named) for named in taking])


def _union(found: list[frozenset[str] | None]) -> frozenset[str] | None:
    known = [streams for streams in found if streams is not None]
    return _NOTHING.union(*known) if len(known) == len(found) else None
