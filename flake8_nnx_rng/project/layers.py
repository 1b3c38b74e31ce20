"""What one place says about the settings: the command line or one configuration file."""

from __future__ import annotations

from dataclasses import dataclass

PerFileIgnores = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Overrides:
    """Settings from one place; what is empty or None was not said there."""

    target_flax: str | None = None
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: PerFileIgnores = ()
    exclude: tuple[str, ...] | None = None
    extend_exclude: tuple[str, ...] = ()
    line_length: int | None = None
    exact_pmap: bool | None = None
    across_files: bool | None = None
    cache: bool | None = None
    cache_dir: str | None = None
    origin: str = "command line"
    """The place, for error messages."""
    target_reason: str = "option --target-flax"
    """What to call the place where `target_flax` was read."""
