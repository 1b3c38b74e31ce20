"""What a rule is: one declarative object that the linter runs and the documentation prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ast_grep_py import SgNode

    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.releases import Release


class Severity(Enum):
    """How bad a finding is: an error raises or draws wrong numbers, a warning does neither yet."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Outcome:
    """What the code does at run time from a release on, until the next outcome's release."""

    since: str
    effect: str


@dataclass(frozen=True)
class Finding:
    """A place where a rule is broken, with the message for it."""

    node: SgNode
    message: str
    severity: Severity | None = None


Check = Callable[["Analysis"], Iterator[Finding]]
Words = Callable[["Release"], frozenset[str]]


@dataclass(frozen=True)
class Rule:
    """One rule.

    `words` are texts of which a file must contain one before the rule is worth parsing it for;
    `pattern` is a regular expression that it must match too, where `WORDS` stands for any of them.
    `before` and `after` are programs that the tests lint for `example_target` (the newest release
    if empty): the first has findings of this rule only, the second none at all.
    """

    code: str
    name: str
    summary: str
    why: str
    before: str
    after: str
    outcomes: tuple[Outcome, ...]
    silent: tuple[str, ...]
    links: tuple[str, ...]
    check: Check
    words: Words
    pattern: str = ""
    severity: Severity = Severity.ERROR
    on_by_default: bool = True
    example_target: str = ""

    def may_find(self, text: str, release: Release) -> bool:
        """The cheap test: False where the text rules out any finding."""
        words = self.words(release)
        if not any(word in text for word in words):
            return False
        return not self.pattern or _pattern(self.pattern, words).search(text) is not None

    def effect(self, release: Release) -> str:
        """What happens at run time in a release, in one phrase."""
        known = [o.effect for o in self.outcomes if _version(o.since) <= release.version]
        return known[-1] if known else ""


@cache
def _pattern(pattern: str, words: frozenset[str]) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(word) for word in sorted(words))
    return re.compile(pattern.replace("WORDS", f"(?:{alternatives})"))


def _version(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")))


def always(*words: str) -> Words:
    """Words that do not depend on the target release."""
    fixed = frozenset(words)
    return lambda release: fixed
