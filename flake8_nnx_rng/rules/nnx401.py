"""NNX401: the same `jax.random` key used up twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules.base import Finding, Message, Outcome, Related, Rule, brief
from flake8_nnx_rng.rules.places import on_line
from flake8_nnx_rng.semantics.program.transformed import LANES, kind_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.semantics.summaries.key_reuse import Reuse
    from flake8_nnx_rng.syntax.text import Text


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find calls that draw from a key, or split it, that is used up already."""
    for reuse in analysis.key_reuse.all:
        others = () if reuse.before == reuse.call else (Related(reuse.before, "used up here"),)
        yield Finding(reuse.call, _message(analysis, reuse), related=others)


def _message(analysis: Analysis, reuse: Reuse) -> Message:
    key, effect = brief(reuse.key.text), RULE.effect(analysis.release)
    if reuse.use is not None:
        unit = "lane" if kind_of(reuse.use) in LANES else "step"
        what = f"{key} is used up in each {unit} of {brief(reuse.use.reference.text)}"
        return Message(what, effect, f"split it outside, a key for each {unit}")
    if reuse.before == reuse.call:
        advice = "fold the index in or split"
        return Message(f"{key} is used up in each round of the loop", effect, advice)
    place = on_line(analysis, reuse.before)
    when = "in the round before" if reuse.before.start > reuse.call.start else "before"
    return Message(f"{key} was used up {when}{place}", effect, "split it first, a key for each use")


def may_find(text: Text, release: Release) -> bool:
    """Anything of `jax.random`."""
    return text.has("jax") and text.has("random")


RULE = Rule(
    code="NNX401",
    name="key-reused",
    summary="The same `jax.random` key used up twice.",
    why="""
A key of `jax.random` has no state: whatever is drawn from it is a function of the key alone. Two
draws from one key are the same numbers, or depend on each other; so do a draw and the keys that
`split` makes from the same one. Split a key and use each part once, fold a counter in, or take a
fresh key from a stream, `rngs.noise()`. A key that a lane of `vmap` or a step of a scan takes from
outside is used up in each of them; `sample(seed=key)` of a distribution uses a key up, and so does
a function or a method in view that does it in every call.
""",
    before="""
import jax
from flax import nnx

def noisy(model: nnx.Module, x, key):
    scale = jax.random.uniform(key, (1,))
    return model(x + scale * jax.random.normal(key, x.shape))
""",
    after="""
import jax
from flax import nnx

def noisy(model: nnx.Module, x, key):
    scale_key, noise_key = jax.random.split(key)
    scale = jax.random.uniform(scale_key, (1,))
    return model(x + scale * jax.random.normal(noise_key, x.shape))
""",
    outcomes=(Outcome("0.8.0", "both draw from the same bits"),),
    silent=(
        "the key is bound again between the two, also by `key, subkey = jax.random.split(key)`",
        "no way through the function meets both, or only some ways do",
        "`jax.random.fold_in` and `jax.random.clone` leave a key to be used",
        "the key is an attribute, or is passed to a function that is not in view, or that leaves "
        "it in some of its calls",
    ),
    links=("https://docs.jax.dev/en/latest/jax.experimental.key_reuse.html",),
    check=check,
    may_find=may_find,
    on_by_default=False,
)
