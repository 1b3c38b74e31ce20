"""NNX301: `functools.partial` around a transform that takes its options directly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules.base import Finding, Message, Outcome, Rule, Severity, brief
from flake8_nnx_rng.semantics.releases.transforms import TRANSFORMS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.text import Text


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find `partial(nnx.vmap, ...)` used as a decorator or called at once."""
    for use in analysis.uses:
        if is_needless_partial(analysis, use):
            yield Finding(use.node, _message(use))


def is_needless_partial(analysis: Analysis, use: TransformUse) -> bool:
    """Whether the transform itself would return the decorator in the target release."""
    if not use.partial or use.target is None or use.name == "split_rngs":
        return False
    api = analysis.api(use.name)
    return api is not None and api.partial_like


def _message(use: TransformUse) -> Message:
    name = brief(use.reference.text)
    what = f"needless functools.partial around {name}"
    return Message(what, f"{name} takes its options directly", f"write {name}(...)")


_IMPORTED_AS = r"partial[ \t]+as\b"
_ASSIGNED = r"=[ \t]*\(*[\w.]*partial\)*[ \t]*(?:[#;\r\n]|\Z)"
_FIRST_ARGUMENT = r"\s*\((?:[\s(\\]|#[^\n]*\n)*([\w.\s\\]+)"


def may_find(text: Text, release: Release) -> bool:
    """A partial, and a call whose first argument may be a transform."""
    if not text.has("partial"):
        return False
    renamed = text.matches(_IMPORTED_AS) or text.matches(_ASSIGNED)
    called = "" if renamed else "partial"
    return any(text.origin(path) in TRANSFORMS for path in text.found(called + _FIRST_ARGUMENT))


RULE = Rule(
    code="NNX301",
    name="needless-partial",
    summary="`functools.partial` around a transform that takes its options directly.",
    why="""
Up to Flax 0.8.5 a transform with options could only decorate through `functools.partial`. Since
0.9.0 a transform that is called with keywords alone returns the decorator itself. The partial is
then noise, an import more, and it hides from readers and tools which transform is meant. Around a
transform that was written for 0.8.x it goes when that is migrated, not before: it shows how the
code was meant.
""",
    before="""
from functools import partial

from flax import nnx

@partial(nnx.jit, static_argnames="train")
def loss(model, x, train):
    return model(x, train).sum()
""",
    after="""
from flax import nnx

@nnx.jit(static_argnames="train")
def loss(model, x, train):
    return model(x, train).sum()
""",
    outcomes=(
        Outcome("0.8.0", "correct: the transform has no decorator form with options"),
        Outcome("0.9.0", "the same result as without the partial"),
    ),
    silent=(
        "the transform never takes its options directly: `nnx.cond`, `nnx.switch`, "
        "`nnx.while_loop`, `nnx.fori_loop`, `nnx.eval_shape`, `nnx.cached_partial`",
        "the partial holds positional arguments, or is bound to a name and used later",
        "`partial(nnx.scan(f), x)`: the partial is of the transformed function",
        "`partial(nnx.split_rngs, ...)`: that is NNX113",
    ),
    links=("https://flax.readthedocs.io/en/latest/guides/transforms.html",),
    check=check,
    about_releases=True,
    may_find=may_find,
    severity=Severity.WARNING,
    fixes=("safe", "unsafe"),
)
