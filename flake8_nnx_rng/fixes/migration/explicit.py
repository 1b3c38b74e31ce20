"""Code of today in which one split is missing: it gets the split and nothing else changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.migration.class_calls import as_lambda
from flake8_nnx_rng.fixes.migration.lane_sizes import LaneSizes, place_of_axis
from flake8_nnx_rng.fixes.migration.plan import LayerPlan, SplitCall
from flake8_nnx_rng.fixes.migration.refusal import Refused, check_by_keyword
from flake8_nnx_rng.fixes.migration.signature import check_calls, check_defaults, signature_edits
from flake8_nnx_rng.fixes.migration.sizes import SizeRefused, written_size
from flake8_nnx_rng.fixes.migration.spelling import Speller
from flake8_nnx_rng.semantics.program.functions import ParameterKind
from flake8_nnx_rng.semantics.values.values import Kept, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.migration.plan import Wrapper
    from flake8_nnx_rng.semantics.program.functions import Parameter
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.semantics.program.uses import TransformUse

_ALSO_SPLIT = "modules among the arguments may hold streams that are split as well"


def plan_split(bench: Bench, stack: Stack, layer: Layer, use: TransformUse) -> LayerPlan:
    """The split above a transform that maps a scalar Rngs, or `Refused`."""
    analysis = bench.analysis
    parameters = analysis.rngs_parameters(stack)
    if not any(analysis.is_mapped(stack, layer, parameter) for parameter in parameters):
        return LayerPlan(layer)
    check_by_keyword(use)
    if use.name == "pmap":
        check_calls(bench, stack, stack.function.parameters if stack.function else ())
    _check_axes(bench, stack, layer, parameters)
    check_defaults(bench, stack, layer)
    size, wrapper = _size(bench, stack, layer)
    spell = Speller(bench, use.reference)
    return LayerPlan(
        layer,
        around=as_lambda(bench, stack, layer),
        split=SplitCall(spell("split_rngs"), size),
        wrapper=wrapper,
        edits=tuple(signature_edits(bench, stack)),
        needed=frozenset(spell.needed),
        reasons=tuple(_reasons(bench, stack)),
    )


def _check_axes(bench: Bench, stack: Stack, layer: Layer, parameters: Iterable[Parameter]) -> None:
    """Refuse an Rngs that is mapped over an axis that no split makes."""
    axes = bench.analysis.axes(stack, layer)
    for parameter in parameters:
        index = axes[parameter.name].index if parameter.name in axes else None
        if index:
            raise Refused(
                f"a split makes axis 0, and {parameter.name!r} is mapped over axis {index}",
                str(index),
                step="map it over axis 0",
            )


def _size(bench: Bench, stack: Stack, layer: Layer) -> tuple[str, Wrapper | None]:
    written = written_size(bench, layer)
    if written is not None:
        return written, None
    function, axes = stack.function, bench.analysis.axes(stack, layer)
    if function is None or any(p.kind is not ParameterKind.POSITIONAL for p in function.parameters):
        raise SizeRefused()
    nodes = bench.analysis.flow.guesses
    plain = [p for p in function.parameters if nodes.of_parameter(stack, p).is_plain]
    arrays = {p: place_of_axis(axes.get(p.name)) for p in plain}
    return LaneSizes(bench, stack, layer, function.parameters).size(arrays, {})


def _reasons(bench: Bench, stack: Stack) -> list[str]:
    nodes = bench.analysis.flow.guesses
    found = (
        [nodes.of_parameter(stack, p) for p in stack.function.parameters] if stack.function else []
    )
    others = [m for m in found if m.kind in (Kind.MODULE, Kind.UNKNOWN)]
    return [_ALSO_SPLIT] if any(m.kept != Kept.NOTHING for m in others) else []
