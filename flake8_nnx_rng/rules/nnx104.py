"""NNX104: a stochastic module broadcast to all steps of a scan."""

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
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.text import Text


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find scans that hand a module which draws to every step."""
    yield from faulty.findings(analysis, Cause.MODULE_FROZEN, message=_message)


def _message(analysis: Analysis, fault: Fault) -> Message:
    return Message(
        faulty.alike(fault),
        faulty.consequence(analysis, fault, _effect(analysis, fault)),
        "carry its streams with nnx.StateAxes({nnx.RngState: nnx.Carry, ...: None}), or split",
    )


def _effect(analysis: Analysis, fault: Fault) -> str:
    if faulty.wants_carry(analysis, fault.layer):
        return carry.effect_of_missing(analysis.release)
    if faulty.is_aliased(analysis, fault):
        return faulty.ALIASING
    return RULE.effect(analysis.release)


def may_find(text: Text, release: Release) -> bool:
    """A scan."""
    return text.takes({"scan"})


RULE = Rule(
    code="NNX104",
    name="frozen-rng-in-scan",
    summary="Stochastic module at None in `nnx.scan`: the same mask at every step and every call.",
    why="""
`nnx.scan` runs its body once and does not hand back what a broadcast module has counted. Each step
starts from the same streams, and so does the next call of the scan: a Dropout in the module drops
the same units in every layer or time step for the whole training.
""",
    before="""
from flax import nnx
import jax.numpy as jnp

dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

@nnx.scan(in_axes=(nnx.Carry, None, 0), out_axes=nnx.Carry)
def steps(x, dropout, noise):
    return dropout(x) + noise

steps(jnp.ones(8), dropout, jnp.zeros((3, 8)))
""",
    after="""
from flax import nnx
import jax.numpy as jnp

dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

@nnx.scan(
    in_axes=(nnx.Carry, nnx.StateAxes({nnx.RngState: nnx.Carry, ...: None}), 0),
    out_axes=nnx.Carry,
)
def steps(x, dropout, noise):
    return dropout(x) + noise

steps(jnp.ones(8), dropout, jnp.zeros((3, 8)))
""",
    outcomes=(
        Outcome("0.8.0", "correct: the transform splits by itself"),
        Outcome("0.9.0", "the same numbers at every step and on every call"),
    ),
    silent=(
        "no method that is called in the step certainly draws: rate 0, `deterministic=True`, "
        "`model.eval()`",
        "`graph=False` or `graph_updates=False`, which carry the state of broadcast arguments",
        "the streams are split or carried with `nnx.StateAxes`",
    ),
    links=("https://flax.readthedocs.io/en/latest/guides/transforms.html",),
    check=check,
    may_find=may_find,
    fixes=("unsafe",),
)
