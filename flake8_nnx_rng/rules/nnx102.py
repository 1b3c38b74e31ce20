"""NNX102: an Rngs broadcast to all lanes or steps, from which the body draws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules import faulty
from flake8_nnx_rng.rules.base import Finding, Message, Outcome, Rule
from flake8_nnx_rng.semantics.passages import carry
from flake8_nnx_rng.semantics.passages.causes import Cause

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.passages.faults import Fault


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find mapping transforms that hand one Rngs to all lanes which draw from it."""
    yield from faulty.findings(analysis, Cause.RNGS_BROADCAST, message=_message)


def _message(analysis: Analysis, fault: Fault) -> Message:
    return Message(
        faulty.alike(fault),
        faulty.consequence(analysis, fault, _effect(analysis, fault)),
        faulty.split_above(fault),
    )


def _effect(analysis: Analysis, fault: Fault) -> str:
    if fault.layer.is_a({"pmap"}) and not _maps_anything(analysis, fault):
        return "raises ValueError: pmap needs an argument with a mapped axis"
    if faulty.wants_carry(analysis, fault.layer):
        return carry.effect_of_missing(analysis.release)
    if faulty.is_aliased(analysis, fault):
        return faulty.ALIASING
    return f"every {faulty.unit(fault)} draws the same numbers"


def _maps_anything(analysis: Analysis, fault: Fault) -> bool:
    axes = analysis.axes(fault.passage.stack, fault.layer)
    return not all(axis.leaves_whole for axis in axes.values())


RULE = Rule(
    code="NNX102",
    name="broadcast-rngs",
    summary="Rngs broadcast (`in_axes=None`) that the body draws from: every lane alike.",
    why="""
With `in_axes=None` every lane of `nnx.vmap` and every step of `nnx.scan` gets the same keys and
counts, so each draw gives all of them the same numbers: an ensemble of one model, layers that
start equal. Up to Flax 0.8.5 the transforms split the Rngs all the same; since 0.9.0 nothing says
that they do not. A module that keeps the Rngs cannot come out stacked then and raises instead.
""",
    before="""
from flax import nnx

@nnx.vmap(in_axes=None, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    after="""
from flax import nnx

@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    outcomes=(
        Outcome("0.8.0", "correct: the transform splits by itself"),
        Outcome("0.9.0", "every lane draws the same numbers"),
    ),
    silent=(
        "nothing in view draws from the Rngs in the lane",
        "the drawn key goes straight into `jax.random.fold_in`",
        "`out_axes=None` says that the lanes are meant to be alike",
        "only layers that start at ones and zeros are made with it",
    ),
    links=("https://flax.readthedocs.io/en/latest/guides/randomness.html",),
    check=check,
    may_find=faulty.may_find,
    fixes=("unsafe",),
)
