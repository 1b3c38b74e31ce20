"""NNX402: a `jax.random` key of constants made inside a transformed function."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules.base import Outcome, Rule
from flake8_nnx_rng.rules.repeated import repeated
from flake8_nnx_rng.semantics.program.transformed import CALLS, LANES, STEPS
from flake8_nnx_rng.semantics.summaries.repeats import Repeats

if TYPE_CHECKING:
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.text import Text


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find keys of constants whose numbers a transform repeats."""
    for found in Repeats(analysis).of_keys():
        yield repeated(analysis, found, "a key")


def may_find(text: Text, release: Release) -> bool:
    """Flax, and a transform of it or of JAX: the key may be made by a function of another file."""
    return text.has("flax", "nnx") and text.has(*LANES, *STEPS, *CALLS)


RULE = Rule(
    code="NNX402",
    name="constant-key-inside",
    summary="`jax.random.key(<constant>)` made inside a transformed function.",
    why="""
A transform makes a key that stands in its function again in every lane of `nnx.vmap`, in every
step of a scan or loop and in every call of a compiled function. From a constant seed that is the
same key each time, and so are the keys that are split from it: noise and dropout repeat, and
nothing warns of it. NNX106 says the same of an `nnx.Rngs`. Make the key outside and pass it in,
split where there are lanes, or take it from a stream. A key that is folded with what differs,
`jax.random.fold_in(key, i)`, is right.
The same goes for a key that a function or a method makes which is called there, in this file or
another of the project; the call is reported then, with the place where it is made.
""",
    before="""
import jax
import jax.numpy as jnp
from flax import nnx

@nnx.vmap
def noisy(x):
    key = jax.random.key(0)
    return x + jax.random.normal(key, x.shape)

y = noisy(jnp.zeros((3, 2)))
""",
    after="""
import jax
import jax.numpy as jnp
from flax import nnx

@nnx.vmap
def noisy(x, key):
    return x + jax.random.normal(key, x.shape)

y = noisy(jnp.zeros((3, 2)), jax.random.split(jax.random.key(0), 3))
""",
    outcomes=(Outcome("0.8.0", "every lane, step and call draws the same numbers"),),
    silent=(
        "the seed is an argument, or anything else that is not written out",
        "the key is folded with anything but a constant",
        "the key is made outside of the function, or passed to what is not in view, as to the "
        "`init` of a module, or to what may go past the draw, so that a key has to be given",
        "a called function is given a key or a number of the lane in place of its own",
        "what is drawn meets no data and is not added to an attribute of `self`: weights that a "
        "compiled function makes are made once",
        "under `nnx.jit` alone, the function evaluates or samples by its name",
        "only shapes are asked for, `nnx.eval_shape`",
        "nothing in the file is of Flax",
    ),
    links=("https://docs.jax.dev/en/latest/random-numbers.html",),
    check=check,
    may_find=may_find,
)
