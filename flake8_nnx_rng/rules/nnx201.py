"""NNX201: keyword that the target release has removed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules.base import Finding, Message, Outcome, Rule
from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.releases import StatusKind, changes

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.text import Text


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find removed keywords on transforms, however the transform is written, and on RNG classes."""
    removed = changes.keywords(analysis.release, StatusKind.REMOVED)
    for option in analysis.mentions.options():
        if option.keyword in removed.get(option.name, ()):
            yield Finding(option.node, _message(analysis.release, option.name, option.keyword))


def _message(release: Release, name: str, keyword: str) -> Message:
    status = releases.keyword_status(name, keyword, release)
    advice = changes.replacement("keyword", f"{name}.{keyword}", release)
    what = f"nnx.{name} takes no {keyword!r} since Flax {status.removed}"
    return Message(what, RULE.effect(release), advice or "leave it out")


def names(release: Release) -> frozenset[str]:
    """The functions and classes that lost keywords."""
    return frozenset(changes.keywords(release, StatusKind.REMOVED))


def may_find(text: Text, release: Release) -> bool:
    """One of them, and one of its lost keywords somewhere."""
    return text.gives(changes.keywords(release, StatusKind.REMOVED))


RULE = Rule(
    code="NNX201",
    name="removed-keyword",
    summary="Keyword that the target release has removed.",
    why="""
Flax 0.9.0 took `split_rngs=`, `state_axes=`, `in_axes_kwargs=`, `carry_argnum=` and `scan_output=`
from `nnx.vmap`, `nnx.scan` and `nnx.pmap`, and `wrt=` from `nnx.grad`, without a deprecation
before. What they said has other places now: `nnx.split_rngs` above the transform, `nnx.StateAxes`
and `nnx.Carry` inside `in_axes` and `out_axes`, `nnx.DiffState` in `argnums`. Other releases
removed others; the rule knows every keyword of every release.
""",
    before="""
from flax import nnx

def loss(model, x):
    return model(x).sum()

grads = nnx.grad(loss, wrt=nnx.Param)
""",
    after="""
from flax import nnx

def loss(model, x):
    return model(x).sum()

grads = nnx.grad(loss, argnums=nnx.DiffState(0, nnx.Param))
""",
    outcomes=(Outcome("0.8.1", "raises TypeError: got an unexpected keyword argument"),),
    silent=(
        "the target release takes the keyword",
        "the keyword never was one of the transform's",
        "`try` or `if` around it already asks which Flax is there",
        "the function is Flax Linen's, or `nnx.RNN`, which still take keywords of these names",
    ),
    links=("https://flax.readthedocs.io/en/latest/guides/transforms.html",),
    check=check,
    about_releases=True,
    may_find=may_find,
    names=names,
    fixes=("safe", "unsafe"),
)
