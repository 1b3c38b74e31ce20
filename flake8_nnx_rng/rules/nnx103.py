"""NNX103: a module with active RNG state broadcast over the batch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules import faulty
from flake8_nnx_rng.rules.base import Finding, Message, Outcome, Rule, Severity
from flake8_nnx_rng.semantics.passages.causes import Cause

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.passages.faults import Fault


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find vmaps and pmaps that hand a module which draws to all lanes."""
    yield from faulty.findings(analysis, Cause.MODULE_BROADCAST, message=_message)


def _message(analysis: Analysis, fault: Fault) -> Message:
    return Message(
        faulty.alike(fault),
        faulty.consequence(analysis, fault, RULE.effect(analysis.release)),
        f"split it with nnx.split_rngs(splits={faulty.splits(fault)}) above and map its state "
        "with nnx.StateAxes({nnx.RngState: 0, ...: None})",
    )


RULE = Rule(
    code="NNX103",
    name="broadcast-module",
    summary="Module with its own active RNG broadcast in vmap or pmap: one mask for the batch.",
    why="""
A module at `in_axes=None` brings its streams along whole, so each Dropout in it draws one mask and
applies it to the whole batch. That is sometimes wanted, hence this rule is off by default: turn it
on where each example should have noise of its own.
""",
    before="""
from flax import nnx
import jax.numpy as jnp

model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

@nnx.vmap(in_axes=(None, 0))
def forward(model, x):
    return model(x)

forward(model, jnp.ones((4, 8)))
""",
    after="""
from flax import nnx
import jax.numpy as jnp

model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

@nnx.split_rngs(splits=4)
@nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: 0, ...: None}), 0))
def forward(model, x):
    return model(x)

forward(model, jnp.ones((4, 8)))
""",
    outcomes=(
        Outcome("0.8.0", "correct: the transform splits by itself"),
        Outcome("0.9.0", "every lane draws the same numbers"),
    ),
    silent=(
        "no method that is called in the lane certainly draws: rate 0, `deterministic=True`, "
        "`model.eval()`",
        "the state is mapped with `nnx.StateAxes`",
    ),
    links=("https://flax.readthedocs.io/en/latest/guides/transforms.html",),
    check=check,
    severity=Severity.WARNING,
    on_by_default=False,
    may_find=faulty.may_find,
    fixes=("unsafe",),
)
