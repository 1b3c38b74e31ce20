"""NNX901: a `# noqa` comment that names a code of ours and suppresses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules.base import Finding, Outcome, Rule, Severity

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.text import Text


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find nothing: what is of no use is known when all other rules have looked."""
    yield from ()


def may_find(text: Text, release: Release) -> bool:
    """A comment that names a code."""
    return text.has("NNX") and text.has("noqa", "NOQA", "NoQA", "NoQa")


RULE = Rule(
    code="NNX901",
    name="unused-noqa",
    summary="`# noqa` comment with a code of this plugin that suppresses nothing.",
    why="""
A suppression that is not needed any more hides the next mistake on its line, and tells readers
that there is something wrong where nothing is. Comments go out of use when code is mended or moved,
or when the project changes to a release of Flax for which the rule has nothing to say.

Only codes of rules that are in use are judged, and codes that do not exist. Where code is checked
for several releases of Flax, turn this rule on for the one that needs most suppressions.
""",
    before="""
from flax import nnx

def sample(rngs: nnx.Rngs):
    return rngs.normal((3,))  # noqa: NNX105
""",
    after="""
from flax import nnx

def sample(rngs: nnx.Rngs):
    return rngs.normal((3,))
""",
    outcomes=(Outcome("0.8.0", "the same: a comment does nothing"),),
    silent=(
        "a `# noqa` without codes, and codes of other plugins in one with codes of ours",
        "the rule is not in use, or is one of several that a prefix such as `NNX1` stands for",
        "the comment is in a file that is suppressed as a whole (`# flake8: noqa`)",
    ),
    links=("https://flake8.pycqa.org/en/latest/user/violations.html",),
    check=check,
    may_find=may_find,
    severity=Severity.WARNING,
    on_by_default=False,
    fixes=("safe",),
    tag="unnecessary",
)
