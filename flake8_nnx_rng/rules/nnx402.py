"""NNX402: a `jax.random` key of constants made inside a transformed function."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules.base import Finding, Outcome, Rule
from flake8_nnx_rng.rules.repeated import repeated
from flake8_nnx_rng.semantics.program.transformed import CALLS, LANES, STEPS
from flake8_nnx_rng.semantics.summaries.repeats import Repeats

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.text import Text

_MADE = r"(?:PRNGKey|\bkey)\([\w\s=+*-]+\)"


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find keys of constants whose numbers a transform repeats."""
    for found in Repeats(analysis).of_keys():
        yield Finding(found.node, repeated(found, "a key"))


def may_find(text: Text, release: Release) -> bool:
    """Flax, a key of what may be a constant, and a transform of Flax or of JAX."""
    if not (text.has("flax", "nnx") and text.has("random") and text.has(*LANES, *STEPS, *CALLS)):
        return False
    return text.matches(_MADE)


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
        "`init` of a module",
        "what is drawn meets no data: weights that a compiled function makes are made once",
        "under `nnx.jit` alone, the function evaluates or samples by its name",
        "only shapes are asked for, `nnx.eval_shape`",
        "nothing in the file is of Flax",
    ),
    links=("https://docs.jax.dev/en/latest/random-numbers.html",),
    check=check,
    may_find=may_find,
)
