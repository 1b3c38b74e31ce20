"""NNX106: an `nnx.Rngs` of constants made inside a transformed function."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules.base import Finding, Message, Outcome, Rule, brief, headed
from flake8_nnx_rng.semantics.program.transformed import CALLS, LANES, STEPS, kind_of
from flake8_nnx_rng.semantics.summaries.repeats import Repeats

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.semantics.summaries.repeats import Repeat
    from flake8_nnx_rng.syntax.text import Text


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find constant seeds whose numbers a transform repeats."""
    for found in Repeats(analysis).all():
        yield Finding(found.node, _message(found))


def _message(found: Repeat) -> Message:
    transform, made = brief(found.use.reference.text), " ".join(found.node.text.split())
    kind = kind_of(found.use)
    if kind in LANES:
        unit, where = "lane", "in every lane of"
        advice = f"split an Rngs above {transform} and pass it in"
    elif kind in STEPS:
        unit, where, advice = "step", "at every step of", "make it outside and carry it along"
    else:
        unit, where, advice = "call", "on every call of", "make it outside and pass it in"
    what = headed(made, f" is made anew {where} {transform}")
    return Message(what, f"every {unit} draws the same numbers", advice)


def may_find(text: Text, release: Release) -> bool:
    """An Rngs, and a transform of Flax or of JAX."""
    return text.takes({"Rngs"}) and text.has(*LANES, *STEPS, *CALLS)


RULE = Rule(
    code="NNX106",
    name="constant-rngs-inside",
    summary="`nnx.Rngs(<constant>)` made inside a transformed function.",
    why="""
A transform makes an `nnx.Rngs` that stands in its function again in every lane of `nnx.vmap`, in
every step of a scan or loop and in every call of a compiled function. From a constant seed that is
the same stream each time: members of an ensemble start with the same weights, and noise or dropout
repeats. Nothing warns of it. Make the Rngs outside and pass it in, split where there are lanes.
""",
    before="""
import jax.numpy as jnp
from flax import nnx

@nnx.vmap
def noisy(x):
    rngs = nnx.Rngs(0)
    return x + rngs.normal(x.shape)

y = noisy(jnp.zeros((3, 2)))
""",
    after="""
import jax.numpy as jnp
from flax import nnx

@nnx.split_rngs(splits=3)
@nnx.vmap
def noisy(rngs: nnx.Rngs, x):
    return x + rngs.normal(x.shape)

y = noisy(nnx.Rngs(0), jnp.zeros((3, 2)))
""",
    outcomes=(Outcome("0.8.0", "every lane, step and call draws the same numbers"),),
    silent=(
        "the seed or key is an argument, or anything else that is not written out",
        "a compiled function makes a module and returns it, `nnx.jit(lambda: Model(nnx.Rngs(0)))`",
        "only shapes are asked for, `nnx.eval_shape`",
        "the module that is made gets other state, or lanes apply one model to their data",
        "under `nnx.jit` alone, the function evaluates or samples by its name",
    ),
    links=("https://flax.readthedocs.io/en/latest/guides/randomness.html",),
    check=check,
    may_find=may_find,
)
