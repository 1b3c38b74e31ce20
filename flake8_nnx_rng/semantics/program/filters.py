"""Filters of `flax.nnx`: which streams `only=` and the keys of `nnx.StateAxes` choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import arguments, elements, field_of, text_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.program.axes import Axis
    from flake8_nnx_rng.semantics.program.names import Names
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.syntax.tree import Node

_VARIABLE = "flax.nnx.Variable"
_RNG_STATE = frozenset({"flax.nnx.RngState", "flax.nnx.RngKey"})
NEVER_RNG_STATE = frozenset({"Param", "BatchStat", "Cache", "Intermediate", "LoRAParam"})
"""The names of classes whose variables hold neither keys nor counts."""
_OTHER_STATE = frozenset(
    {f"flax.nnx.{name}" for name in NEVER_RNG_STATE}
    | {"flax.nnx.Perturbation", "flax.nnx.RngCount"}
    | {"flax.nnx.OptState", "flax.nnx.OptVariable", "flax.nnx.OptArray"}
)

_NOTHING: frozenset[str] = frozenset()
_FAR = 5


class Selection(NamedTuple):
    """All streams, or those of these names; None where that is not known."""

    every: bool = False
    streams: frozenset[str] | None = None

    @property
    def named(self) -> frozenset[str]:
        """The streams where it chooses no others."""
        return _NOTHING if self.every or self.streams is None else self.streams


def selected(written: Node, names: Names, far: int = _FAR) -> Selection:
    """What a filter chooses, through at most `far` names for it."""
    if written.kind in ("ellipsis", "true"):
        return Selection(True)
    if written.kind in ("false", "none"):
        return Selection(streams=_NOTHING)
    text = text_of(written)
    if text is not None:
        return Selection(streams=frozenset({text}))
    listed = elements(written)
    if listed is not None:
        return _any_of([selected(child, names, far) for child in listed])
    symbol = names.symbol(written)
    if symbol in _RNG_STATE or symbol == _VARIABLE:
        return Selection(True)
    if symbol in _OTHER_STATE or _is_own_variable(written, names, far):
        return Selection(streams=_NOTHING)
    if written.kind == "call":
        return _combined(written, names, far - 1) if far > 0 else Selection()
    value = names.value(written) if far > 0 else None
    return Selection() if value is None else selected(value, names, far - 1)


def _is_own_variable(written: Node, names: Names, far: int) -> bool:
    """Whether a name is a class of variables of other state: `class Count(nnx.Variable)`."""
    binding = names.binding(written) if far > 0 else None
    if binding is None or binding.kind is not BindingKind.CLASS:
        return False
    bases = binding.node.field("superclasses")
    return any(
        names.symbol(base) in _OTHER_STATE | {_VARIABLE} or _is_own_variable(base, names, far - 1)
        for base in (() if bases is None else bases.parts)
    )


def _combined(call: Node, names: Names, far: int) -> Selection:
    """What `nnx.All(...)` and its like choose."""
    name, given = names.nnx(field_of(call, "function")), arguments(call)
    if given.unpacks or given.keywords:
        return Selection()
    inner = [selected(node, names, far) for node in given.positional]
    if name == "Everything":
        return Selection(True)
    if name in ("Any", "Nothing"):
        return _any_of(inner)
    if name == "All":
        return _all_of(inner)
    if name in ("OfType", "WithTag", "Not") and len(inner) == 1:
        return _others(inner[0]) if name == "Not" else inner[0]
    return Selection()


def filter_of(use: TransformUse, names: Names) -> tuple[str, frozenset[str]]:
    """The keyword by which a split filters streams, and what it names; nothing if unknown."""
    only = use.option("only")
    if only is not None:
        return "only", selected(only, names).named
    sizes = None if use.option("fork", "broadcast") else use.option("split")
    return "split", _NOTHING if sizes is None else split_in(sizes, names)


def split_in(sizes: Node, names: Names) -> frozenset[str]:
    """The streams that a dict of sizes splits, `{"params": 3, ...: None}`; nothing if unknown."""
    sizes = names.value(sizes) or sizes
    pairs = sizes.parts
    if sizes.kind != "dictionary" or any(pair.kind != "pair" for pair in pairs):
        return _NOTHING
    taking = [field_of(p, "key") for p in pairs if field_of(p, "value").kind != "none"]
    return _any_of([selected(key, names) for key in taking]).named


def mapped(axis: Axis, names: Names) -> frozenset[str]:
    """The streams that `nnx.StateAxes({"params": 0, ...: None})` maps; nothing if unknown."""
    if not axis.states:
        return _NOTHING
    last, rest = axis.states[-1]
    if last.kind not in ("ellipsis", "true") or not rest.leaves_whole:
        return _NOTHING
    taking = [key for key, of in axis.states[:-1] if not of.leaves_whole]
    return _any_of([selected(key, names) for key in taking]).named


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


def _all_of(found: list[Selection]) -> Selection:
    """What each of several filters chooses, all or nothing.

    `nnx.All(nnx.RngState, "params")` picks streams on purpose: the rest is meant to be alike.
    """
    if any(not selection.every and selection.streams == _NOTHING for selection in found):
        return Selection(streams=_NOTHING)
    return Selection(all(selection.every for selection in found))


def _others(chosen: Selection) -> Selection:
    """What a filter does not choose, where that is all or nothing."""
    if chosen.every:
        return Selection(streams=_NOTHING)
    return Selection(True) if chosen.streams == _NOTHING else Selection()
