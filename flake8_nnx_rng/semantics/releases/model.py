"""Values that the release table answers with."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import NamedTuple, Self


class Release(NamedTuple):
    """One release of Flax."""

    version: tuple[int, int, int]

    @classmethod
    @cache
    def parse(cls, dotted: str) -> Self:
        """Read `0.12.8`."""
        major, minor, patch = map(int, dotted.split("."))
        return cls((major, minor, patch))

    def __str__(self) -> str:
        """The version with dots."""
        return ".".join(map(str, self.version))


class ParameterKind(StrEnum):
    """How a parameter can be given, in the words of `inspect`."""

    POSITIONAL_ONLY = "positional_only"
    POSITIONAL_OR_KEYWORD = "positional_or_keyword"
    VAR_POSITIONAL = "var_positional"
    KEYWORD_ONLY = "keyword_only"
    VAR_KEYWORD = "var_keyword"


BY_POSITION = (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_KEYWORD)
BY_KEYWORD = (ParameterKind.POSITIONAL_OR_KEYWORD, ParameterKind.KEYWORD_ONLY)


class Parameter(NamedTuple):
    """One parameter of a function, a constructor or a bound method."""

    name: str
    kind: ParameterKind
    required: bool
    deprecated: str | None = None
    default: str | None = None
    """Source text of the default; every spelling of Flax's sentinel is `MISSING`."""


class ApiKind(StrEnum):
    """What a name stands for."""

    FUNCTION = "function"
    CLASS = "class"
    MODULE = "module"
    VALUE = "value"
    METHOD = "method"
    PROPERTY = "property"
    ATTRIBUTE = "attribute"


class Api(NamedTuple):
    """One name as one release has it; `self` is never among the parameters."""

    name: str
    kind: ApiKind
    parameters: tuple[Parameter, ...] | None
    """None when the wheel alone does not tell them."""
    partial_like: bool = False
    """Whether a call with keywords only returns a decorator."""
    deprecated: str | None = None

    def keyword(self, name: str) -> Parameter | None:
        """The parameter that `name=` reaches by its own name."""
        named = (p for p in self.parameters or () if p.name == name and p.kind in BY_KEYWORD)
        return next(named, None)

    def takes_keyword(self, name: str) -> bool:
        """Whether a call with `name=` is accepted; unknown parameters accept everything."""
        if self.parameters is None or self.keyword(name):
            return True
        return any(p.kind is ParameterKind.VAR_KEYWORD for p in self.parameters)

    @property
    def positional_limit(self) -> int | None:
        """How many positional arguments are accepted; None for any number or unknown."""
        if self.parameters is None:
            return None
        if any(p.kind is ParameterKind.VAR_POSITIONAL for p in self.parameters):
            return None
        return sum(p.kind in BY_POSITION for p in self.parameters)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the parameters without a default."""
        return tuple(p.name for p in self.parameters or () if p.required)


@dataclass(frozen=True, slots=True)
class Ends:
    """Consecutive releases, both ends included."""

    since: Release
    until: Release

    def __contains__(self, release: Release) -> bool:
        """Whether `release` is one of them."""
        return self.since <= release <= self.until


@dataclass(frozen=True, slots=True)
class Span(Ends):
    """Consecutive releases in which a name is the same."""

    api: Api


class History(NamedTuple):
    """All that is known about one name, oldest span first."""

    name: str
    spans: tuple[Span, ...]

    def at(self, release: Release) -> Api | None:
        """What the name is in `release`."""
        return next((span.api for span in self.spans if release in span), None)


class StatusKind(StrEnum):
    """Whether a release has something."""

    PRESENT = "present"
    REMOVED = "removed"
    NEWER = "newer"
    UNKNOWN = "unknown"


class Status(NamedTuple):
    """Whether a release has something, and which ones do if it does not."""

    kind: StatusKind
    last: Release | None = None
    """REMOVED: the last release that had it."""
    removed: Release | None = None
    """REMOVED: the first release that lacks it."""
    first: Release | None = None
    """NEWER: the first release that has it. REMOVED: the one that brings it back, if any."""


class Note(NamedTuple):
    """What to write instead of something removed, renamed or deprecated."""

    replacement: str
    """A phrase that can follow "use"; empty when nothing takes its place."""
    link: str | None
    drop_in: bool = False
    """Whether only the name changes."""
