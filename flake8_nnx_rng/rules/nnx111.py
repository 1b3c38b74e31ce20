"""NNX111: split state broadcast by the transform below the split."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules import faulty
from flake8_nnx_rng.rules.base import Finding, Message, Outcome, Rule, brief
from flake8_nnx_rng.semantics.passages.causes import Cause

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.passages.faults import Fault
    from flake8_nnx_rng.semantics.program.layers import Layer


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find transforms that hand all of the split keys to each lane."""
    yield from faulty.findings(analysis, Cause.SPLIT_THEN_BROADCAST, message=_message)


def _message(analysis: Analysis, fault: Fault) -> Message:
    name = brief(_broadcasting(fault).written)
    return Message(
        f"all split keys in every lane, as {name} broadcasts {faulty.subject(fault)}",
        faulty.consequence(analysis, fault, RULE.effect(analysis.release)),
        "map it over axis 0, or do not split it",
    )


def _broadcasting(fault: Fault) -> Layer:
    """The layer of this stack that broadcasts the keys."""
    return next(layer for layer in fault.track.alike if layer in fault.passage.stack.layers)


RULE = Rule(
    code="NNX111",
    name="split-then-broadcast",
    summary="Split above a transform that then broadcasts the split Rngs.",
    why="""
`nnx.split_rngs` gives the keys a leading axis for the transform below to map over. With
`in_axes=None` it hands the whole stack of keys to each lane instead, and the first draw gets many
keys where it needs one.
""",
    before="""
from flax import nnx

@nnx.split_rngs(splits=3)
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
        Outcome("0.9.0", "raises ValueError: fold_in accepts a single key"),
    ),
    silent=(
        "nothing in view draws from the state in the lane",
        "`only=` leaves the stream that is drawn from scalar",
        "another transform below maps the Rngs",
    ),
    links=("https://flax.readthedocs.io/en/latest/guides/randomness.html",),
    check=check,
    may_find=faulty.may_find,
    fixes=("unsafe",),
)
