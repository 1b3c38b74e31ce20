"""What a requirement asks of flax, and which releases a fresh install would choose from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from flake8_nnx_rng.project.environments import supported
from flake8_nnx_rng.project.references import is_head, pinned, version_in
from flake8_nnx_rng.semantics.releases import Release, known, newest, resolve

if TYPE_CHECKING:
    from packaging.markers import Marker
    from packaging.specifiers import Specifier, SpecifierSet

DISTRIBUTION = "flax"
_OTHER = re.compile(r"\s*flax[\w.-]", re.IGNORECASE)
"""A name that only begins so."""
_VERSIONS = r"(?:[<>]=?|[=!~]=) *[\d.*]+ *"
_BARE = re.compile(
    rf"flax *(?:@ *(?P<url>[^\s;\"']+)|(?P<versions>{_VERSIONS}(?:, *{_VERSIONS})*))?",
    re.IGNORECASE,
)
"""What most requirements are: neither extras nor markers, which take much to be read."""
_MEANT = re.compile(r"\s*flax\s*(?:\[[^\]]*\])?\s*[@=<>!~]", re.IGNORECASE)


class Evidence(NamedTuple):
    """What one folder of a project says about its release of flax."""

    release: Release
    reason: str
    fitting: frozenset[Release] = frozenset()
    """For a range: every release in it."""
    predates: bool = False
    """Whether it asks for what is older than all known releases, which had no NNX."""
    is_pin: bool = False
    """Whether one version is asked for."""


@dataclass(frozen=True)
class Unread:
    """A requirement of flax that is there and not understood."""

    source: str
    shown: str

    def __str__(self) -> str:
        return f"{self.source}: {self.shown} names no release that is understood"


@dataclass(frozen=True)
class Broken(Unread):
    """A file in which flax is named and that cannot be parsed; `shown` says why."""

    def __str__(self) -> str:
        return f"{self.source}: {self.shown}"


Said: TypeAlias = Evidence | Unread | None
"""What a place says about the release."""


class Requirement(NamedTuple):
    """One requirement of flax; at least one of `alternatives` has to hold."""

    source: str
    shown: str
    alternatives: tuple[SpecifierSet, ...]
    marker: Marker | None = None

    @property
    def is_pin(self) -> bool:
        """Whether one of its alternatives is one version."""
        return any(s.operator == "===" or pinned(str(s)) for a in self.alternatives for s in a)

    def allows(self, release: Release) -> bool:
        """Whether a release satisfies it."""
        return any(a.contains(str(release), prereleases=True) for a in self.alternatives)

    def allows_up_to(self, release: Release) -> bool:
        """Whether a release is not too new for it."""
        uppers = [[*filter(None, map(_upper_end, a))] for a in self.alternatives]
        return any(all(end.contains(str(release)) for end in ends) for ends in uppers)

    def holds(self, environment: Mapping[str, str]) -> bool:
        """Whether it counts in an environment; a marker that cannot be read never does."""
        try:
            return self.marker is None or self.marker.evaluate({**environment})
        except (ValueError, KeyError):
            return False


Listed: TypeAlias = Requirement | Unread | None
"""One entry of a list of requirements; None for one that says nothing about flax."""


def parse(text: str, source: str) -> Listed:
    """Read a PEP 508 requirement; None unless it says something about the release of flax."""
    if not text.lstrip().lower().startswith(DISTRIBUTION) or _OTHER.match(text):
        return None
    shown = " ".join(text.partition(";")[0].split())
    try:
        url, specifier, marker = _parts(text)
    except ValueError:
        return Unread(source, text.strip()) if _MEANT.match(text) else None
    if url is not None:
        return at(url, source, shown, marker)
    return Requirement(source, shown, (specifier,), marker) if specifier else None


def _parts(text: str) -> tuple[str | None, SpecifierSet | None, Marker | None]:
    """The address, the versions and the marker of a requirement of flax, or `ValueError`."""
    bare = _BARE.fullmatch(text)
    if bare is None:
        from packaging import requirements

        found = requirements.Requirement(text)
        return found.url, found.specifier, found.marker
    if bare["versions"] is None:
        return bare["url"], None, None
    from packaging.specifiers import SpecifierSet

    return None, SpecifierSet(bare["versions"]), None


def at(url: str, source: str, shown: str, marker: Marker | None = None) -> Listed:
    """What is required by its address, which may name a tag or an archive of a version.

    The repository itself has what the newest release has, and more.
    """
    from packaging.specifiers import SpecifierSet

    version = version_in(url)
    if version is None and not is_head(url):
        return Unread(source, shown)
    wanted = f">={newest()}" if version is None else f"=={version}"
    return Requirement(source, shown, (SpecifierSet(wanted),), marker)


def is_flax(name: str) -> bool:
    """Whether a distribution's name is flax; no other name is normalised to it."""
    return name.strip().lower() == DISTRIBUTION


def exactly(version: object, source: str, note: str = "") -> Evidence | None:
    """Evidence from a full version; None when it is none."""
    if not isinstance(version, str):
        return None
    try:
        release = resolve(version)
    except ValueError:
        return None
    reason = f"{source}: {DISTRIBUTION} {version}{note}{nearest_note(version, release)}"
    return Evidence(release, reason, predates=_predates(version), is_pin=True)


def nearest_note(version: str, release: Release) -> str:
    """Says when a release only stands in for a version."""
    return "" if str(release) == version else f" (not a known release; nearest is {release})"


def first(said: Iterable[Said]) -> Said:
    """The first that says something that is understood, else the first that is not."""
    unread: Said = None
    for one in said:
        if isinstance(one, Evidence):
            return one
        unread = unread or one
    return unread


def weigh(requirements: Iterable[Listed]) -> Said:
    """What requirements of one list say together, in the environment that allows the newest."""
    listed = [*filter(None, requirements)]
    given = [r for r in listed if isinstance(r, Requirement)]
    together = (tuple(r for r in given if r.holds(e)) for e in _environments(given))
    best = max(filter(None, dict.fromkeys(together)), key=_newest_fitting, default=None)
    if best is None:
        return next((r for r in listed if isinstance(r, Unread)), None)
    fitting = _fitting(best)
    release = max(fitting) if fitting else _nearest(best)
    note = "" if fitting else f" (no known release fits; nearest is {release})"
    shown = ", ".join(dict.fromkeys(r.shown for r in best))
    is_pin = any(r.is_pin for r in best)
    predates = not fitting and not _below(best)
    return Evidence(release, f"{best[0].source}: {shown}{note}", fitting, predates, is_pin)


def _newest_fitting(together: Sequence[Requirement]) -> tuple[Release, ...]:
    """Sorts sets of requirements; one that nothing satisfies comes first."""
    fitting = _fitting(together)
    return (max(fitting),) if fitting else ()


def _fitting(together: Sequence[Requirement]) -> frozenset[Release]:
    return frozenset(r for r in known() if all(one.allows(r) for one in together))


def _nearest(together: Sequence[Requirement]) -> Release:
    below = _below(together)
    return below[-1] if below else known()[0]


def _below(together: Sequence[Requirement]) -> list[Release]:
    return [r for r in known() if all(one.allows_up_to(r) for one in together)]


def _predates(version: str) -> bool:
    from packaging.version import InvalidVersion, Version

    try:
        return Version(version) < Version(str(known()[0]))
    except InvalidVersion:
        return False


def _upper_end(specifier: Specifier) -> Specifier | None:
    from packaging.specifiers import InvalidSpecifier, Specifier

    if specifier.operator in ("<", "<="):
        return specifier
    if specifier.operator not in ("==", "===", "~="):
        return None
    try:
        return Specifier(f"<={specifier.version.removesuffix('.*')}")
    except InvalidSpecifier:
        return None


def _environments(requirements: Sequence[Requirement]) -> Sequence[Mapping[str, str]]:
    return supported() if any(r.marker for r in requirements) else ({},)
