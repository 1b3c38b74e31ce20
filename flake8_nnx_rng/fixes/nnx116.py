"""Take the transform of `flax.nnx` in place of that of JAX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.faults import SPLIT_KEY, alike_at
from flake8_nnx_rng.fixes.fix import Applicability, Fix, advice
from flake8_nnx_rng.fixes.keywords import replace_node
from flake8_nnx_rng.fixes.migration.refusal import Refused, not_fixed
from flake8_nnx_rng.fixes.migration.spelling import Speller
from flake8_nnx_rng.fixes.trial import mends
from flake8_nnx_rng.rules.faulty import parameter_of
from flake8_nnx_rng.semantics.passages.lost_steps import lost_steps
from flake8_nnx_rng.semantics.program.raw import is_static
from flake8_nnx_rng.semantics.releases.transforms import CUSTOM
from flake8_nnx_rng.syntax.nodes import arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.semantics.passages.faults import Fault
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.syntax.nodes import Arguments
    from flake8_nnx_rng.syntax.tree import Node

_COUNTERPARTS = {"checkpoint": "remat"}
_NOT_ALIKE = CUSTOM | {"shard_map"}
"""What has a namesake in flax.nnx that is given other functions, or other specifications."""
_OTHER_NUMBERS = "the streams then advance from call to call"
_MENDED_NEXT = frozenset({"NNX101", "NNX102", "NNX103", "NNX104", "NNX110"})
"""What `flax.nnx` may have to say of the same code, now that it is its own."""


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """`jax.jit` becomes `nnx.jit` where that takes the options."""
    if any(fault.key is not None for fault in alike_at(bench, finding)):
        return advice(SPLIT_KEY)
    if finding.node in bench.tool(_loops):
        return advice("Return nnx.state of the merged module as what the next step gets")
    try:
        found = _replaced(bench, finding)
    except Refused as refused:
        return not_fixed("Use the transform of flax.nnx", refused, finding.node.start)
    if found is not None and mends(bench, "NNX116", found, allowed=_MENDED_NEXT):
        return found
    return advice("Return the new state from the function and keep it, or use flax.nnx throughout")


def _loops(bench: Bench) -> set[Node]:
    """The loops whose steps lose the new state, which no transform of Flax is given either."""
    return {lost.call for lost in lost_steps(bench.analysis)}


def _replaced(bench: Bench, finding: Finding) -> Fix | None:
    faults = [f for f in bench.analysis.flow.faults_at(finding.node) if f.layer.raw]
    if any(fault.draw is not None and fault.draw.merged for fault in faults):
        return None  # that of Flax hands no state back that is an array to it
    for fault in faults:
        _check_not_static(fault)
    use = next((f.layer.use for f in faults), None)
    if use is not None and use.name in _NOT_ALIKE:
        return None
    if use is not None:
        _check_options(bench, use)
        return _renamed(bench, use.reference, use.name)
    reference = field_of(finding.node, "function")
    if arguments(finding.node).keywords:
        raise Refused("its branches take their operands by position only")
    return _renamed(bench, reference, reference.text.rpartition(".")[2])


def _check_not_static(fault: Fault) -> None:
    """A static argument is told from others by its hash, which no state has."""
    parameter = parameter_of(fault)
    if is_static(fault.layer.use, fault.passage.function, parameter):
        raise Refused(
            f"{parameter!r} is static, and state cannot be", step="take it out of the options"
        )


def _check_options(bench: Bench, use: TransformUse) -> None:
    given: Arguments = use.options
    if use.by_position or given.unpacks:
        raise Refused("it takes its options by keyword only")
    name = _COUNTERPARTS.get(use.name, use.name)
    api = bench.analysis.api(name)
    unknown = [key for key in given.keywords if api is not None and not api.takes_keyword(key)]
    if unknown:
        raise Refused(f"nnx.{name} takes no {unknown[0]}=", name, unknown[0])


def _renamed(bench: Bench, reference: Node, name: str) -> Fix:
    name = _COUNTERPARTS.get(name, name)
    spell = Speller(bench, _beside(bench, reference))
    new = spell(name)
    return Fix(
        f"Use {new}",
        Applicability.UNSAFE,
        (replace_node(reference, new),),
        _OTHER_NUMBERS,
        tuple(sorted(spell.needed)),
    )


def _beside(bench: Bench, reference: Node) -> Node:
    """A reference to flax.nnx whose spelling holds at another's place, too."""
    paths_of = bench.module.paths_of
    for _, known in bench.analysis.mentions.references:
        if known.kind == "attribute" and bench.names.exported(known) is not None:
            owner = field_of(known, "object").text
            if paths_of(owner, reference.start) == paths_of(owner, known.start):
                return known
    return reference
