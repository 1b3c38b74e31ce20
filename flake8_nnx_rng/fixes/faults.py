"""The faults behind a finding, as the fixers of the rules about RNG state need them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes import found_at
from flake8_nnx_rng.fixes.fix import Fix, advice
from flake8_nnx_rng.fixes.lanes import is_stacked
from flake8_nnx_rng.fixes.migration.refusal import Refused, not_fixed
from flake8_nnx_rng.fixes.remapping import To
from flake8_nnx_rng.fixes.trial import mends
from flake8_nnx_rng.rules.faulty import parameter_of
from flake8_nnx_rng.semantics.passages.causes import carrier, cause_of, entering
from flake8_nnx_rng.semantics.passages.faults import FaultKind
from flake8_nnx_rng.semantics.values.values import Kind

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.semantics.passages.causes import Cause
    from flake8_nnx_rng.semantics.passages.faults import Fault

SPLIT_KEY = "Split the key with jax.random.split and map it over axis 0"
"""What to do by hand where lanes make their Rngs of one key."""

Try = Callable[[], Fix]
"""Makes a fix, or raises `Refused`."""


def faults_at(bench: Bench, finding: Finding, *causes: Cause) -> list[Fault]:
    """All faults of some causes at the layer of a finding."""
    at_layer = found_at.faults_at(bench, finding.node)
    return [fault for fault in at_layer if cause_of(fault) in causes]


def alike_at(bench: Bench, finding: Finding) -> list[Fault]:
    """All faults at a layer because every lane has the same keys."""
    at_layer = found_at.faults_at(bench, finding.node)
    return [fault for fault in at_layer if fault.kind is FaultKind.ALIKE]


def ways_to_map(bench: Bench, faults: Iterable[Fault]) -> dict[str, To]:
    """How to map what carries the keys of each: a module that is no stack by its state alone."""
    return {parameter_of(fault): _way_to_map(bench, fault) for fault in faults}


def _way_to_map(bench: Bench, fault: Fault) -> To:
    value = carrier(fault)
    if value.kind is not Kind.MODULE:
        return To.MAPPED
    if entering(fault).is_scalar or value.made is None:
        return To.STATE_MAPPED
    return To.MAPPED if is_stacked(bench, value.made.call) else To.STATE_MAPPED


def best(bench: Bench, finding: Finding, code: str, tries: Iterable[Try], by_hand: str) -> Fix:
    """The first fix that mends and breaks nothing else, else the advice and why."""
    why: Refused | None = None
    for attempt in tries:
        try:
            fix = attempt()
        except Refused as refused:
            why = why or refused
            continue
        if mends(bench, code, fix):
            return fix
    return advice(by_hand) if why is None else not_fixed(by_hand, why, finding.node.start)
