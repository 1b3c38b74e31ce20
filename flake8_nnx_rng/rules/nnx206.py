"""NNX206: deprecated in the target release."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules.base import Finding, Message, Outcome, Rule, Severity
from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.releases import changes
from flake8_nnx_rng.syntax.nodes import arguments, keyword_node

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.text import Text


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find names that warn, and `rngs.fork(split=...)`."""
    for name, node in analysis.mentions.taken_names(changes.deprecated_exports(analysis.release)):
        advice = changes.replacement("export", name, analysis.release)
        yield Finding(node, _message(analysis, f"nnx.{name}", advice))
    yield from _deprecated_arguments(analysis)


def _deprecated_arguments(analysis: Analysis) -> Iterator[Finding]:
    for call, method in analysis.mentions.method_calls(("fork",)):
        api = releases.method("Rngs", method, analysis.release)
        for keyword in arguments(call).keywords if api is not None else ():
            parameter = api.keyword(keyword) if api is not None else None
            if parameter is not None and parameter.deprecated:
                advice = changes.replacement(
                    "method_keyword", f"Rngs.{method}.{keyword}", analysis.release
                )
                message = _message(analysis, f"Rngs.{method}({keyword}=...)", advice)
                yield Finding(keyword_node(call, keyword), message)


def _message(analysis: Analysis, what: str, advice: str) -> Message:
    return Message(f"{what} is deprecated", RULE.effect(analysis.release), advice)


def may_find(text: Text, release: Release) -> bool:
    """A deprecated name, or a call of `fork` with its deprecated argument."""
    if text.takes(changes.deprecated_exports(release)):
        return True
    return text.has("Rngs") and text.matches(r"\.fork\s*\([^)]*\bsplit\b")


RULE = Rule(
    code="NNX206",
    name="deprecated-api",
    summary="Deprecated in the target release.",
    why="""
What Flax deprecates it removes, sometimes in the very next minor release. The deprecations that
touch random numbers are few: `Rngs.fork(split=...)` warns since 0.12.6, when `Rngs.split` came,
`nnx.VariableState` since 0.12.1 and `nnx.pure` since 0.12.7.
""",
    before="""
from flax import nnx

rngs = nnx.Rngs(0)
lanes = rngs.fork(split=3)
""",
    after="""
from flax import nnx

rngs = nnx.Rngs(0)
lanes = rngs.split(3)
""",
    outcomes=(Outcome("0.8.0", "runs, with a DeprecationWarning"),),
    silent=(
        "the target release does not deprecate it",
        "the object of `.fork` is not certainly an `nnx.Rngs`",
    ),
    links=("https://github.com/google/flax/blob/main/CHANGELOG.md",),
    check=check,
    about_releases=True,
    may_find=may_find,
    names=changes.deprecated_exports,
    severity=Severity.WARNING,
    fixes=("safe", "unsafe"),
    tag="deprecated",
)
