"""What one place says about the settings: the command line or one configuration file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from flake8_nnx_rng.project.flake8_choice import Flake8Choice

PerFileIgnores = tuple[tuple[str, tuple[str, ...]], ...]


class Overrides(NamedTuple):
    """Settings from one place; what is empty or None was not said there."""

    target_flax: str | None = None
    source_flax: str | None = None
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: PerFileIgnores = ()
    exclude: tuple[str, ...] | None = None
    extend_exclude: tuple[str, ...] = ()
    force_exclude: bool | None = None
    line_length: int | None = None
    exact_pmap: bool | None = None
    across_files: bool | None = None
    cache: bool | None = None
    cache_dir: str | None = None
    baseline: str | None = None
    time_limit: float | None = None
    flake8: Flake8Choice | None = None
    """What flake8 is told, in a place that is its own."""
    origin: str = "command line"
    """The place, for error messages."""
    target_reason: str = "option --target-flax"
    """What to call the place where `target_flax` was read."""
    source_reason: str = "option --source-flax"
    """The same for `source_flax`."""

    @property
    def said(self) -> frozenset[str]:
        """The names of the settings that this place speaks of."""
        return frozenset(
            name for name, value in self._asdict().items() if value not in (None, (), "")
        )
