"""Code of today in which one split is missing: it gets the split and nothing else changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.migration.class_calls import as_lambda
from flake8_nnx_rng.fixes.migration.plan import LayerPlan, SplitCall
from flake8_nnx_rng.fixes.migration.signature import signature_edits
from flake8_nnx_rng.fixes.migration.sizes import SizeRefused, written_size
from flake8_nnx_rng.fixes.migration.spelling import Speller
from flake8_nnx_rng.semantics.values.values import Kept, Kind

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.semantics.program.uses import TransformUse

_ALSO_SPLIT = "modules among the arguments may hold streams that are split as well"


def plan_split(bench: Bench, stack: Stack, layer: Layer, use: TransformUse) -> LayerPlan:
    """The split above a transform that maps a scalar Rngs, or `Refused`."""
    analysis = bench.analysis
    parameters = analysis.rngs_parameters(stack)
    if not any(analysis.is_mapped(stack, layer, parameter) for parameter in parameters):
        return LayerPlan(layer)
    size = written_size(bench, layer)
    if size is None:
        raise SizeRefused()
    spell = Speller(bench, use.reference)
    return LayerPlan(
        layer,
        function=as_lambda(bench, stack, layer),
        split=SplitCall(spell("split_rngs"), size),
        edits=tuple(signature_edits(bench, stack)),
        needed=frozenset(spell.needed),
        reasons=tuple(_reasons(bench, stack)),
    )


def _reasons(bench: Bench, stack: Stack) -> list[str]:
    nodes = bench.analysis.flow.guesses
    found = (
        [nodes.of_parameter(stack, p) for p in stack.function.parameters] if stack.function else []
    )
    others = [m for m in found if m.kind in (Kind.MODULE, Kind.UNKNOWN)]
    return [_ALSO_SPLIT] if any(m.kept != Kept.NOTHING for m in others) else []
