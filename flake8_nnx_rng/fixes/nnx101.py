"""Split a scalar Rngs above the transform that maps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import advice
from flake8_nnx_rng.fixes.found_at import by_node, uses_at
from flake8_nnx_rng.fixes.migration import handed_on
from flake8_nnx_rng.fixes.migration.migrations import Migrations
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.fixes.trial import mends
from flake8_nnx_rng.semantics.program.functions import ParameterKind
from flake8_nnx_rng.semantics.program.uses import holds_function
from flake8_nnx_rng.semantics.values.arriving import arrived

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.fix import Fix
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.semantics.program.layers import Stack
    from flake8_nnx_rng.syntax.tree import Node

_BY_HAND = "Split where the state is scalar; a split above the transform would be one too many"
_BY_POSITION = (
    "Map a function that takes the Rngs by position, and split above it: the transform passes "
    "nothing to keyword-only parameters"
)

_HELD = Refused(
    "functools.partial holds the function as well",
    step="call the transform itself, nnx.vmap(function, ...), where the partial is called",
)


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """Migrate the transform with all others around its function."""
    if _is_also_split(bench, finding):
        return advice("another caller passes split state: split the scalar Rngs where it is passed")
    kept = bench.analysis.handed_on.uses
    use = next((u for u in uses_at(bench, finding.node) if u.node in kept), None)
    if use is not None:
        return handed_on.fix_at(bench, use)
    if any(map(holds_function, uses_at(bench, finding.node))):
        return _HELD.of(finding.node.start)
    found = bench.tool(Migrations).fix_at(finding.node)
    if found is None or not found.edits or _is_old(bench, finding):
        return found
    if mends(bench, "NNX101", found):
        return found
    return advice(_BY_POSITION if _is_by_keyword(bench, finding) else _BY_HAND)


def _is_by_keyword(bench: Bench, finding: Finding) -> bool:
    """Whether the Rngs goes to a parameter that the explicit transforms cannot fill."""
    stacks = _stacks(bench, finding)
    taking = (p for stack in stacks for p in bench.analysis.rngs_parameters(stack))
    return any(parameter.kind is ParameterKind.KEYWORD_ONLY for parameter in taking)


def _is_old(bench: Bench, finding: Finding) -> bool:
    """Whether the code split by itself when it was written: no trial can tell more of it."""
    was_implicit = bench.analysis.was_implicit
    layers = ((stack, layer) for stack in _stacks(bench, finding) for layer in stack.mapping_layers)
    return any(was_implicit(stack, layer) for stack, layer in layers)


def _stacks(bench: Bench, finding: Finding) -> list[Stack]:
    """The transformed functions that have a layer where it is found."""
    return bench.tool(_all_stacks).get(finding.node, [])


def _all_stacks(bench: Bench) -> dict[Node, list[Stack]]:
    stacks = bench.analysis.far_functions.stacks
    return by_node((layer.node, stack) for stack in stacks for layer in stack.layers)


def _is_also_split(bench: Bench, finding: Finding) -> bool:
    """Whether another caller passes split state, which a second split would break."""
    analysis = bench.analysis
    return any(
        arrived(parameter, stack, analysis).splits
        for stack in _stacks(bench, finding)
        for parameter in analysis.rngs_parameters(stack)
    )
