"""What a rule is: one declarative object that the linter runs and the documentation prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from flake8_nnx_rng.diagnostic import HEADLINE, url_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.text import Text
    from flake8_nnx_rng.syntax.tree import Node

FIRST_RELEASE = "0.8.0"
"""The first release that has `flax.nnx`."""


class Severity(Enum):
    """How bad a finding is: an error raises or draws wrong numbers, a warning does neither yet."""

    ERROR = "error"
    WARNING = "warning"


class Outcome(NamedTuple):
    """What the code does at run time from a release on, until the next outcome's release.

    An effect that begins with `correct` is no mistake there.
    """

    since: str
    effect: str

    @property
    def is_correct(self) -> bool:
        """Whether the code is right in these releases."""
        return self.effect.startswith("correct")


class Related(NamedTuple):
    """Another place that a finding speaks of, be it in another file, and what is there."""

    node: Node
    message: str


class Message(NamedTuple):
    """What a finding says: what is wrong, what comes of it and shows it, what to do instead.

    The headline has at most `HEADLINE` characters as long as the names in it are not too long, and
    reads well with the remedy behind a colon.
    """

    headline: str
    consequence: str = ""
    remedy: str = ""


def because(effect: str, *evidence: str) -> str:
    """What comes of it, with what shows that, as far as it is known."""
    shown = ", ".join(filter(None, evidence))
    return f"{effect} ({shown})" if shown else effect


def brief(text: str, room: int = 30) -> str:
    """Code as a message names it: its first line, in so many characters."""
    first, *more = text.splitlines() or [""]
    first = first.rstrip()
    return f"{first[: room - 3]}..." if more or len(first) > room else first


def headed(code: str, rest: str) -> str:
    """A headline that begins with code, of which there is as much as it has room for."""
    return brief(code, max(12, HEADLINE - len(rest))) + rest


class Finding(NamedTuple):
    """A place where a rule is broken, with the message for it."""

    node: Node
    message: Message
    severity: Severity | None = None
    related: tuple[Related, ...] = ()


Check: TypeAlias = "Callable[[Analysis], Iterator[Finding]]"


@dataclass(frozen=True)
class Rule:
    """One rule.

    A rule `about_releases` is silent in code that asks which Flax it runs on.
    `may_find` is the cheap test on the text: False where it rules out any finding. `names` are what
    the rule looks for in `flax.nnx` besides the transforms, for a target release. `before` and
    `after` are programs that the tests lint for `example_target` (the newest release if empty): the
    first has findings of this rule only, the second none at all. `fixes` are the kinds of fixes
    that its findings can have; without any they are mended by hand. An editor shows a warning as
    `tag` says, "unnecessary" or "deprecated".
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
    may_find: Callable[[Text, Release], bool]
    names: Callable[[Release], frozenset[str]] = lambda release: frozenset()
    severity: Severity = Severity.ERROR
    on_by_default: bool = True
    about_releases: bool = False
    fixes: tuple[str, ...] = ()
    tag: str = ""
    example_target: str = ""

    @property
    def url(self) -> str:
        """Its page."""
        return url_of(self.code)

    @property
    def default(self) -> str:
        """Whether it is used without being asked for, in a word."""
        return "on" if self.on_by_default else "off"

    @property
    def fix(self) -> str:
        """The kinds of its fixes, in a word."""
        return ", ".join(self.fixes) or "none"

    @property
    def releases(self) -> str:
        """The releases of Flax in which the code is a mistake, in a word."""
        first = next(outcome for outcome in self.outcomes if not outcome.is_correct)
        return "all" if first.since == FIRST_RELEASE else f"{first.since} on"

    def effect(self, release: Release) -> str:
        """What happens at run time in a release, in one phrase."""
        known = [o.effect for o in self.outcomes if _version(o.since) <= release.version]
        return known[-1] if known else ""


def _version(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")))
