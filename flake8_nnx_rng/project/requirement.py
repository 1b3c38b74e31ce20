"""What a requirement asks of flax, and which releases a fresh install would choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_nnx_rng.project.environments import supported
from flake8_nnx_rng.semantics.releases import Release, known, resolve

if TYPE_CHECKING:
    from packaging.markers import Marker
    from packaging.specifiers import Specifier, SpecifierSet

DISTRIBUTION = "flax"


@dataclass(frozen=True)
class Evidence:
    """What one folder of a project says about its release of flax."""

    release: Release
    reason: str
    fitting: frozenset[Release] = frozenset()
    """For a range: every release in it."""


@dataclass(frozen=True)
class Requirement:
    """One requirement of flax; at least one of `alternatives` has to hold."""

    source: str
    shown: str
    alternatives: tuple[SpecifierSet, ...]
    marker: Marker | None = None

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


def parse(text: str, source: str) -> Requirement | None:
    """Read a PEP 508 requirement; None unless it says something about the release of flax."""
    if not text.lstrip().lower().startswith(DISTRIBUTION):
        return None
    from packaging import requirements

    try:
        found = requirements.Requirement(text)
    except requirements.InvalidRequirement:
        return None
    if not is_flax(found.name) or not found.specifier:
        return None
    shown = " ".join(text.partition(";")[0].split())
    return Requirement(source, shown, (found.specifier,), found.marker)


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
    return Evidence(release, reason)


def nearest_note(version: str, release: Release) -> str:
    """Says when a release only stands in for a version."""
    return "" if str(release) == version else f" (not a known release; nearest is {release})"


def weigh(requirements: Iterable[Requirement | None]) -> Evidence | None:
    """What requirements of one list say together, in the environment that allows the newest."""
    given = [r for r in requirements if r is not None]
    together = (tuple(r for r in given if r.holds(e)) for e in _environments(given))
    best = max(filter(None, dict.fromkeys(together)), key=_newest_fitting, default=None)
    if best is None:
        return None
    fitting = _fitting(best)
    release = max(fitting) if fitting else _nearest(best)
    note = "" if fitting else f" (no known release fits; nearest is {release})"
    shown = ", ".join(dict.fromkeys(r.shown for r in best))
    return Evidence(release, f"{best[0].source}: {shown}{note}", fitting)


def _newest_fitting(together: Sequence[Requirement]) -> tuple[Release, ...]:
    """Sorts sets of requirements; one that nothing satisfies comes first."""
    fitting = _fitting(together)
    return (max(fitting),) if fitting else ()


def _fitting(together: Sequence[Requirement]) -> frozenset[Release]:
    return frozenset(r for r in known() if all(one.allows(r) for one in together))


def _nearest(together: Sequence[Requirement]) -> Release:
    below = [r for r in known() if all(one.allows_up_to(r) for one in together)]
    return below[-1] if below else known()[0]


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
