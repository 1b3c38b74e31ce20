"""NNX106: an `nnx.Rngs` of constants made inside a transformed function."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules.base import Outcome, Rule
from flake8_nnx_rng.rules.repeated import repeated
from flake8_nnx_rng.semantics.program.transformed import CALLS, LANES, STEPS
from flake8_nnx_rng.semantics.releases.transforms import MAPPING
from flake8_nnx_rng.semantics.summaries.repeats import Repeats

if TYPE_CHECKING:
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.text import Text


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find constant seeds whose numbers a transform repeats."""
    for found in Repeats(analysis).all():
        yield repeated(analysis, found, "an Rngs")


def may_find(text: Text, release: Release) -> bool:
    """A transform of Flax or of JAX, and an Rngs, be it one that an imported function makes."""
    return text.has(*LANES, *STEPS, *CALLS) and text.takes({"Rngs", *MAPPING})


RULE = Rule(
    code="NNX106",
    name="constant-rngs-inside",
    summary="`nnx.Rngs(<constant>)` made inside a transformed function.",
    why="""
A transform makes an `nnx.Rngs` that stands in its function again in every lane of `nnx.vmap`, in
every step of a scan or loop and in every call of a compiled function. From a constant seed that is
the same stream each time: members of an ensemble start with the same weights, and noise or dropout
repeats. Nothing warns of it. Make the Rngs outside and pass it in, split where there are lanes.
Lanes and steps also repeat one from a seed or key that their function captures: all get the same.
The same goes for one that a function, a method or a constructor makes which is called there, in
this file or another of the project; the call is reported then, with the place where it is made.
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
        "the seed or key is an argument, or comes from a call; in a compiled function also what is "
        "not written out",
        "a called function is given an Rngs, a key or a number of the lane in place of its own",
        "a compiled function makes a module and returns it, `nnx.jit(lambda: Model(nnx.Rngs(0)))`",
        "only shapes are asked for, `nnx.eval_shape`",
        "the module that is made gets other state, or lanes apply one model to their data",
        "under `nnx.jit` alone, the function evaluates or samples by its name",
    ),
    links=("https://flax.readthedocs.io/en/latest/guides/randomness.html",),
    check=check,
    may_find=may_find,
)
