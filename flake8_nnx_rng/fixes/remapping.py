"""Remapping: `in_axes` with other axes for some parameters, and a split above the transform."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Applicability, Edit, Fix
from flake8_nnx_rng.fixes.keywords import replace_node
from flake8_nnx_rng.fixes.layout import Group, Piece, flat
from flake8_nnx_rng.fixes.migration.class_calls import passed_to_class
from flake8_nnx_rng.fixes.migration.definitions import Definitions
from flake8_nnx_rng.fixes.migration.options import RNG_STATE
from flake8_nnx_rng.fixes.migration.plan import LayerPlan, SplitCall
from flake8_nnx_rng.fixes.migration.refusal import Refused, check_by_keyword
from flake8_nnx_rng.fixes.migration.signature import check_defaults, parameters_by_position
from flake8_nnx_rng.fixes.migration.spelling import Speller
from flake8_nnx_rng.fixes.migration.unit import check_all_in_view, unit_of
from flake8_nnx_rng.fixes.migration.writing import Writer
from flake8_nnx_rng.semantics.program.axes import AxisKind
from flake8_nnx_rng.semantics.program.functions import has_keyword_only
from flake8_nnx_rng.semantics.releases.transforms import MAPPING
from flake8_nnx_rng.semantics.values.values import Kind
from flake8_nnx_rng.syntax.nodes import elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.semantics.program.axes import Axis
    from flake8_nnx_rng.semantics.program.functions import Parameter
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.syntax.tree import Node

_ELSEWHERE = "the axes are written elsewhere"


class To(Enum):
    """What becomes of a parameter: mapped over axis 0, or its RNG state mapped or carried."""

    MAPPED = auto()
    STATE_MAPPED = auto()
    STATE_CARRIED = auto()


@dataclass(frozen=True)
class Remapping:
    """What one layer of a stack is to get: axes for parameters, and a split above it."""

    layer: Layer
    axes: dict[str, To] = field(default_factory=dict)
    splits: str | None = None


def remapped(
    bench: Bench, stack: Stack, changes: Iterable[Remapping], message: str, reason: str
) -> Fix:
    """The fix that makes changes in the layers of a stack; raises `Refused`."""
    if len(unit_of(bench, stack)) != 1:
        raise Refused("several functions share the transform")
    check_all_in_view(bench, [stack])
    writer = Writer(bench, Definitions(bench, []))
    needed: set[tuple[int, str]] = set()
    ordered = sorted(changes, key=lambda change: -stack.layers.index(change.layer))
    for change in ordered:
        plan, edits = _planned(bench, stack, change)
        writer.edits += edits
        writer.write(plan)
        needed |= plan.needed
    return Fix(
        message,
        Applicability.UNSAFE,
        tuple(sorted(set(writer.edits))),
        reason,
        tuple(sorted(needed)),
    )


def _planned(bench: Bench, stack: Stack, change: Remapping) -> tuple[LayerPlan, list[Edit]]:
    """The plan for a layer, and the edits inside the `in_axes` that it has."""
    use = change.layer.use
    if use is None:
        raise Refused(_ELSEWHERE)
    check_by_keyword(use)
    _check_no_keywords_alone(stack, use)
    check_defaults(bench, stack, change.layer)
    if change.splits and _is_split(bench, stack, change):
        raise Refused("keys that are split cannot be split again")
    spell = Speller(bench, use.reference)
    current = bench.analysis.axes(stack, change.layer)
    for name, to in change.axes.items():
        if name not in current:
            raise Refused("by which argument the keys come is not in view")
        if current[name].kind is AxisKind.STATES and to is To.MAPPED:
            raise Refused(f"the state of {name!r} has axes of its own")
        if not _is_remapped_whole(bench, stack, name, current[name], to):
            raise Refused(f"{name!r} holds several things, and not all can have the new axis")
    pieces = {name: _piece(bench, spell, current[name], to) for name, to in change.axes.items()}
    written = use.option("in_axes")
    listed = None if written is None else elements(written)
    put: dict[str, Piece] = {}
    edits: list[Edit] = []
    if pieces and written is not None and listed is not None:
        edits = list(_replaced(bench, stack, pieces, listed))
        if not _fits(bench, written, edits):
            texts = [bench.text(axis.start, axis.end, edits) for axis in listed]
            new = {edit.text: piece for edit, piece in zip(edits, pieces.values(), strict=True)}
            laid_out = tuple(new.get(text, text) for text in texts)
            put["in_axes"], edits = Group("(", laid_out, ")", is_tuple=True), []
    elif pieces:
        put["in_axes"] = _whole(bench, stack, change.layer, pieces)
    is_default = put.get("in_axes") == "0" and not change.layer.is_a({"scan"})
    plan = LayerPlan(
        change.layer,
        put={} if is_default else put,
        dropped=frozenset(put) if is_default else frozenset(),
        split=SplitCall(spell("split_rngs"), change.splits) if change.splits else None,
        needed=frozenset(spell.needed),
    )
    return plan, edits


def _check_no_keywords_alone(stack: Stack, use: TransformUse) -> None:
    """Refuse a function that most transforms refuse, for each parameter needs a place."""
    function = stack.function
    if function is None or function.is_class or use.name == "pmap":
        return
    if has_keyword_only(function):
        raise Refused(f"{use.reference.text} refuses keyword-only parameters", use.reference.text)


def _is_remapped_whole(bench: Bench, stack: Stack, name: str, axis: Axis, to: To) -> bool:
    """Whether all of a parameter can have an axis: of several things modules, and only a number."""
    parameter = None if stack.function is None else stack.function.parameter(name)
    if parameter is None:
        return True
    guesses = bench.analysis.flow.guesses
    is_one = guesses.of_parameter(stack, parameter).kind is not Kind.TREE
    if is_one and axis.kind is not AxisKind.TREE:
        return True
    return to is To.MAPPED and guesses.holds_nodes(stack, parameter)


def _is_split(bench: Bench, stack: Stack, change: Remapping) -> bool:
    """Whether a split above leaves axes when it comes to a layer."""
    left = 0
    for outer in stack.layers[: stack.layers.index(change.layer)]:
        if outer.splits and outer.use is not None:
            sizes = outer.use.option("splits", "split")
            left += len((elements(sizes) if sizes is not None else None) or (sizes,))
        elif outer.is_a(MAPPING):
            axes = bench.analysis.axes(stack, outer)
            kinds = {axes[name].kind for name in change.axes or axes if name in axes}
            left -= kinds != {AxisKind.BROADCAST} and left > 0
    return left > 0


def _fits(bench: Bench, axes: Node, edits: list[Edit]) -> bool:
    """Whether the line of a tuple stays short enough, or comments keep it from being laid out."""
    longer = sum(len(edit.text) - (edit.end - edit.start) for edit in edits)
    line_end = bench.module.source.code.find("\n", axes.end)
    line = bench.column(line_end if line_end >= 0 else len(bench.module.source.code))
    return line + longer <= bench.style.line_length or "#" in axes.text


def _piece(bench: Bench, spell: Speller, current: Axis, to: To) -> Piece:
    """`nnx.StateAxes({nnx.RngState: 0, ...: None})`, or 0; other state keeps axes that it has."""
    if to is To.MAPPED:
        return "0"
    axis = "0" if to is To.STATE_MAPPED else spell("Carry")
    kept = ["...: None"] if current.kind is not AxisKind.STATES else list(_others(bench, current))
    return Group(f"{spell('StateAxes')}({{", (f"{spell('RngState')}: {axis}", *kept), "})")


def _others(bench: Bench, states: Axis) -> Iterator[str]:
    """The entries of `nnx.StateAxes` for all state but that of streams."""
    if not states.states:
        raise Refused(_ELSEWHERE)
    for filter_, _ in states.states:
        if bench.names.nnx(filter_) not in RNG_STATE and filter_.parent is not None:
            yield bench.text(filter_.parent.start, filter_.parent.end)


def _replaced(
    bench: Bench, stack: Stack, pieces: dict[str, Piece], listed: list[Node]
) -> Iterator[Edit]:
    """Each axis written in the place of the one that a parameter has."""
    names = [parameter.name for parameter in _parameters(bench, stack)]
    for name, piece in pieces.items():
        index = names.index(name) if name in names else len(listed)
        if index >= len(listed):
            raise Refused(f"in_axes has no place for {name!r}")
        yield replace_node(listed[index], flat(piece) or "")


def _whole(bench: Bench, stack: Stack, layer: Layer, pieces: dict[str, Piece]) -> Piece:
    """Axes one by one in place of None for all."""
    names = [parameter.name for parameter in _parameters(bench, stack)]
    written = layer.use.option("in_axes") if layer.use else None
    if written is None or written.kind != "none" or not pieces.keys() <= set(names):
        raise Refused(_ELSEWHERE)
    new = tuple(pieces.get(name, "None") for name in names)
    return "0" if all(piece == "0" for piece in new) else Group("(", new, ")", is_tuple=True)


def _parameters(bench: Bench, stack: Stack) -> list[Parameter]:
    """The parameters that have a place in `in_axes`."""
    function = stack.function
    if function is None:
        raise Refused("the function is not in view")
    return passed_to_class(bench, stack) if function.is_class else parameters_by_position(function)
