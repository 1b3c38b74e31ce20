"""The source release: what code was written for, which decides what it meant."""

from __future__ import annotations

from typing import NamedTuple

from flake8_nnx_rng.semantics.releases.eras import is_legacy_release
from flake8_nnx_rng.semantics.releases.model import Release


class SourceRelease(NamedTuple):
    """The release that code was written for, and what says so; no release where nothing does."""

    release: Release | None = None
    reason: str = "no sign of 0.8.x"
    is_bound: bool = False
    """Whether it may be an earlier one: what a project requires is often the first that changes."""

    def __str__(self) -> str:
        """As a user is told."""
        known = "no known release of Flax" if self.release is None else f"Flax {self.release}"
        return f"written for {known} ({self.reason})"

    @property
    def is_implicit(self) -> bool:
        """Whether it is known to be one that split RNG state implicitly."""
        return self.release is not None and is_legacy_release(self.release)

    @property
    def is_explicit(self) -> bool:
        """Whether it is known to be a later one."""
        return self.release is not None and not self.is_implicit


UNKNOWN_SOURCE = SourceRelease()
