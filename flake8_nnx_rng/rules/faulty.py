"""What the rules about the way of RNG state share: their findings, and the words for them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules.base import Finding, Related, because, brief
from flake8_nnx_rng.rules.places import on_line
from flake8_nnx_rng.semantics.passages import carry
from flake8_nnx_rng.semantics.passages.causes import Cause, carrier, cause_of
from flake8_nnx_rng.semantics.passages.faults import FaultKind
from flake8_nnx_rng.semantics.releases.transforms import MAPPING, SPLITTING
from flake8_nnx_rng.semantics.values.values import Kept, Kind

if TYPE_CHECKING:
    from flake8_nnx_rng.rules.base import Message
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.passages.faults import Fault
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.text import Text

ALIASING = "raises ValueError: Inconsistent aliasing detected"
MOVED = "raises ValueError: Cannot extract graph node from different trace level"


def findings(
    analysis: Analysis, *causes: Cause, message: Callable[[Analysis, Fault], Message]
) -> Iterator[Finding]:
    """One finding for each layer that has a fault of these causes."""
    for fault in faults(analysis, *causes):
        yield Finding(fault.layer.node, message(analysis, fault), related=related(fault))


def faults(analysis: Analysis, *causes: Cause) -> list[Fault]:
    """The faults of these causes; none where the target release splits by itself."""
    return _told(analysis, analysis.flow.faults, causes)


def faults_in(analysis: Analysis, stack: Stack, *causes: Cause) -> list[Fault]:
    """Those at the layers of one transformed function."""
    nodes = dict.fromkeys(layer.node for layer in stack.layers)
    own = (fault for node in nodes for fault in analysis.flow.faults_at(node))
    return _told(analysis, own, causes)


def _told(analysis: Analysis, among: Iterable[Fault], causes: Collection[Cause]) -> list[Fault]:
    """Those of some faults that have one of these causes, and that no other rule tells of."""
    if analysis.api("split_rngs") is None:
        return []
    missed = analysis.missed_streams.of  # where a filter finds no stream, NNX114 says so
    found = (fault for fault in among if cause_of(fault) in causes)
    return [
        fault
        for fault in found
        if not missed(fault.passage.stack) and not _is_told_otherwise(analysis, fault)
    ]


def _is_told_otherwise(analysis: Analysis, fault: Fault) -> bool:
    """Whether another rule tells of it: old keywords are NNX201's.

    None split in old code, too, which NNX204 tells.
    """
    layer = fault.layer
    if layer.use is not None and analysis.is_legacy_use(layer.use):
        return True
    is_alike = fault.kind is FaultKind.ALIKE
    return is_alike and analysis.was_implicit(fault.passage.stack, layer)


def layer(fault: Fault) -> str:
    """The transform at fault as the code names it."""
    return brief(fault.layer.written)


def subject(fault: Fault) -> str:
    """`the Rngs 'rngs'`, `the module 'model'`, `the state 'state'`."""
    if fault.key is not None:
        return f"the key {brief(fault.key)!r}"
    kinds = {Kind.MODULE: "module", Kind.STATE: "state", Kind.TREE: "pytree"}
    kind = kinds.get(carrier(fault).kind, "Rngs")
    return f"the {kind} {brief(parameter_of(fault))!r}"


def parameter_of(fault: Fault) -> str:
    """The parameter that carries the keys."""
    if fault.entry is not None:
        return fault.entry.parameter.name
    return fault.key or fault.place.root or "rngs"


def unit(fault: Fault) -> str:
    """What the layer at fault makes of a body: lanes, or steps."""
    return "step" if fault.layer.is_a({"scan"}) else "lane"


def split_above(fault: Fault) -> str:
    """What to do where a transform broadcasts a key or an Rngs."""
    split = f"nnx.split_rngs(splits={splits(fault)})"
    if fault.key is not None:
        split = "jax.random.split"
    return f"split it with {split} above and map it over axis 0"


def alike(fault: Fault) -> str:
    """What is wrong where all lanes or steps get one key."""
    where = "at every step" if unit(fault) == "step" else "in every lane"
    return f"the same key {where}, as {layer(fault)} broadcasts {subject(fault)}"


def drawn(analysis: Analysis, fault: Fault) -> str:
    """`self.dropout(x) on line 7 draws from it`, or the layer itself does."""
    node = fault.node
    if node is None:
        return "splitting draws from each key"
    return f"{brief(node.text, 40)}{on_line(analysis, node)} draws from it"


def passed(analysis: Analysis, fault: Fault) -> str:
    """`nnx.Rngs(0) is passed on line 9`, where the call is in view."""
    name, call = parameter_of(fault), fault.passage.call
    node = fault.passage.passed.get(name)
    if node is None or call is None:
        return ""
    return f"{brief(node.text, 40)} is passed{on_line(analysis, call)}"


def consequence(analysis: Analysis, fault: Fault, effect: str) -> str:
    """What comes of a fault, with the draw and the call that show it."""
    return because(effect, drawn(analysis, fault), passed(analysis, fault))


def related(fault: Fault) -> tuple[Related, ...]:
    """The call that passes the keys and the draw from them, where they are in view."""
    call = fault.passage.call if parameter_of(fault) in fault.passage.passed else None
    places = ((call, "called here"), (fault.node, "drawn from here"))
    return tuple(Related(node, words) for node, words in places if node is not None)


def splits(fault: Fault) -> str:
    """The size to split into, as it is written at the layer."""
    return "..." if fault.layer.size is None else fault.layer.size.text


def is_aliased(analysis: Analysis, fault: Fault) -> bool:
    """Whether a module comes out of the lanes stacked that keeps the Rngs that went in whole."""
    made = analysis.flow.passages.leaving.made(fault.passage)
    return made.kind is Kind.MODULE and bool(made.kept & Kept.SHARED)


def wants_carry(analysis: Analysis, layer: Layer) -> bool:
    """Whether a layer is a scan that cannot run for want of `nnx.Carry` in its `in_axes`."""
    return layer.use is not None and carry.is_missing(layer.use, analysis.release, analysis.names)


def may_find(text: Text, release: Release) -> bool:
    """A transform that maps, or that splits for one of JAX to map."""
    return text.takes(MAPPING | SPLITTING)
