"""NNX109: nested mapping with another number of splits than levels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules import faulty
from flake8_nnx_rng.rules.base import Finding, Message, Outcome, Rule, because
from flake8_nnx_rng.semantics.passages.causes import Cause
from flake8_nnx_rng.semantics.passages.faults import FaultKind

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.passages.faults import Fault


_STACKED = "raises ValueError: fold_in accepts a single key"


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find state that is split more or less often than it is mapped."""
    yield from faulty.findings(analysis, Cause.LEVELS_DIFFER, message=_message)


def _message(analysis: Analysis, fault: Fault) -> Message:
    name, layer = faulty.subject(fault), faulty.layer(fault)
    if fault.kind is FaultKind.UNSPLIT:
        what = f"{name} is split fewer times than mapped, none is left for {layer}"
        effect = "raises IndexError or ValueError: a scalar key has no axis to map over"
        advice = "put one nnx.split_rngs above each transform, or splits=(n, m) above all"
        return Message(what, effect, advice)
    advice = "split once for each transform that maps it"
    if fault.entry is not None:
        what = f"{layer} splits {name}, which is split already"
        advice = "split once, with a number for each transform that maps it, splits=(n, m)"
    elif not fault.layer.splits:
        what = f"{layer} maps {name}, whose keys have more axes than that"
    else:
        what = f"{layer} splits {name} once more than it is mapped"
    return Message(what, because(_STACKED, faulty.drawn(analysis, fault)), advice)


RULE = Rule(
    code="NNX109",
    name="split-levels-mismatch",
    summary="Nested mapping with fewer splits than levels that map the Rngs, or one too many.",
    why="""
Each transform that maps an Rngs takes one leading axis off its keys, and each split adds as many
as `splits` has numbers. Where they do not match, a transform finds no axis left, or the body gets
a stack of keys where it needs one.
""",
    before="""
from flax import nnx

@nnx.split_rngs(splits=2)
@nnx.vmap
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    after="""
from flax import nnx

@nnx.split_rngs(splits=(2, 3))
@nnx.vmap
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    outcomes=(
        Outcome("0.8.0", "correct: the transform splits by itself"),
        Outcome(
            "0.9.0",
            "raises IndexError or ValueError: the keys have no axis to map over, or one too many",
        ),
    ),
    silent=(
        "one of the transforms broadcasts the Rngs: NNX102 and NNX111 look at that",
        "the caller passes state of unknown shape",
        "nothing in view draws from state that is split once too often",
    ),
    links=("https://flax.readthedocs.io/en/latest/guides/randomness.html",),
    check=check,
    may_find=faulty.may_find,
    fixes=("unsafe",),
)
