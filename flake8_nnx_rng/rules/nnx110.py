"""NNX110: a module's state split again, or not split where the target release needs it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules import faulty
from flake8_nnx_rng.rules.base import Finding, Message, Outcome, Rule, because
from flake8_nnx_rng.semantics.passages.causes import Cause
from flake8_nnx_rng.semantics.passages.faults import FaultKind
from flake8_nnx_rng.semantics.releases.eras import forks_dropout

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.passages.faults import Fault

_NO_AXIS = "raises ValueError: a scalar key has no axis to map over"
_STACKED = "raises ValueError: fold_in accepts a single key"


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find modules whose streams have an axis too few or too many for where they are drawn."""
    yield from faulty.findings(
        analysis, Cause.STATE_NOT_SPLIT, Cause.STATE_SPLIT_AGAIN, message=_message
    )


def _message(analysis: Analysis, fault: Fault) -> Message:
    name, layer = faulty.subject(fault), faulty.layer(fault)
    if fault.kind is FaultKind.UNSPLIT:
        return Message(
            f"{layer} maps the streams of {name}, which are scalar",
            because(_NO_AXIS, faulty.passed(analysis, fault)),
            f"split them with nnx.split_rngs(splits={faulty.splits(fault)}) above",
        )
    effect = _STACKED
    if forks_dropout(analysis.release):
        effect += "; since 0.11.0 Dropout keeps the keys with which its stack was made"
    effect = faulty.consequence(analysis, fault, effect)
    what = f"{layer} splits {name} once more, which is split already"
    return Message(what, effect, "leave this split out")


RULE = Rule(
    code="NNX110",
    name="module-state-split",
    summary="State split again, or not split where the target release needs it (0.11.0 reversed).",
    why="""
A stack of layers made below `nnx.split_rngs` and `nnx.vmap` behaves in two ways. Up to Flax 0.10.x
its Dropouts share the Rngs they were given, which the split restores to scalar: the stack must be
split again each time it is scanned or mapped. From 0.11.0 each Dropout keeps a stream of its own,
with the axis that it was made with: a second split adds another one and the draw fails.
""",
    before="""
from flax import nnx
import jax.numpy as jnp

@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Dropout(0.5, rngs=rngs)

stack = create(nnx.Rngs(0))

@nnx.split_rngs(splits=3)
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
def forward(x, layer):
    return layer(x)

forward(jnp.ones(8), stack)
""",
    after="""
from flax import nnx
import jax.numpy as jnp

@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Dropout(0.5, rngs=rngs)

stack = create(nnx.Rngs(0))

@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
def forward(x, layer):
    return layer(x)

forward(jnp.ones(8), stack)
""",
    outcomes=(
        Outcome("0.8.0", "correct: the transform splits by itself"),
        Outcome("0.9.0", "raises ValueError where a restored stack is not split again"),
        Outcome("0.11.0", "raises ValueError where a stack is split again"),
    ),
    silent=(
        "it is not in view how the module was made",
        "layers that keep no stream, as `nnx.Linear`",
    ),
    links=(
        "https://flax.readthedocs.io/en/latest/migrating/nnx_010_to_nnx_011.html",
        "https://flax.readthedocs.io/en/latest/guides/transforms.html",
    ),
    check=check,
    about_releases=True,
    may_find=faulty.may_find,
    fixes=("unsafe",),
)
