"""The settings that hold for a file: command line, then flake8's files, then pyproject.toml."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path

from flake8_nnx_rng.fixes.style import LINE_LENGTH
from flake8_nnx_rng.project import line_length
from flake8_nnx_rng.project.config_files import (
    FILES,
    ISOLATED,
    ConfigFiles,
    read_flake8,
    read_table,
)
from flake8_nnx_rng.project.errors import ConfigError
from flake8_nnx_rng.project.flake8_choice import Flake8Choice
from flake8_nnx_rng.project.folders import absolute, nearest
from flake8_nnx_rng.project.layers import Overrides, PerFileIgnores
from flake8_nnx_rng.project.listings import Listings
from flake8_nnx_rng.project.patterns import covers, matches
from flake8_nnx_rng.project.schema import Checker
from flake8_nnx_rng.project.selection import reach

__all__ = ["DEFAULT_EXCLUDE", "ConfigError", "Overrides", "Settings", "SettingsLoader", "load"]

DEFAULT_EXCLUDE = (
    *(".bzr", ".direnv", ".eggs", ".git", ".git-rewrite", ".hg", ".svn", "CVS"),
    *(".ipynb_checkpoints", ".mypy_cache", ".nnx_rng_cache", ".pytest_cache", ".pytype"),
    ".ruff_cache",
    *(".nox", ".pants.d", ".pyenv", ".tox", ".venv", ".vscode"),
    *("*.egg", "__pycache__", "__pypackages__", "_build", "buck-out", "build", "dist"),
    *("node_modules", "site-packages", "venv"),
)


@dataclass(frozen=True)
class Settings:
    """Everything that can be set, with its default."""

    target_flax: str | None = None
    source_flax: str | None = None
    """The release that the code was written for; None for what the project and the code show."""
    select: tuple[str, ...] = ()
    """Codes or prefixes of the rules to use; empty for those that are on by default."""
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: PerFileIgnores = ()
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    extend_exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    """Whether what is left out of a search is left out, too, where it is named itself."""
    line_length: int = LINE_LENGTH
    """Columns beyond which a fix writes one argument on a line."""
    exact_pmap: bool = True
    """Whether fixes keep what `nnx.pmap` of 0.8.5 drew, with a helper function in the module."""
    across_files: bool = True
    """Whether other files of the project are read, for what a file imports and who calls it."""
    cache: bool = True
    """Whether the front ends keep what they found for the next run."""
    cache_dir: str | None = None
    """The folder in which that is kept; None for one in the project."""
    baseline: str | None = None
    """The file of findings that are known already, and not told."""
    time_limit: float = 10.0
    """Seconds that one file may take; 0 for as many as it likes."""
    flake8: Flake8Choice = field(default_factory=Flake8Choice)
    """What flake8 is told to show, which holds for the rules that are not `chosen`."""
    chosen: tuple[str, ...] = ()
    """Codes and prefixes that our own settings select, whatever flake8 ignores."""
    root: Path | None = field(default=None, compare=False)
    """The folder that file patterns start from; None for the current one."""
    target_reason: str = field(default="", compare=False)
    """Where `target_flax` was read."""
    source_reason: str = field(default="", compare=False)
    """Where `source_flax` was read."""
    origins: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)
    """The places that speak of a setting, by its name; others have their default."""

    def enabled(self, code: str, on_by_default: bool, filename: str = "") -> bool:
        """Whether a rule is used, for one file if named; the longest matching prefix decides."""
        wanted = reach(code, self.select + self.extend_select)
        if on_by_default and not self.select:
            wanted = max(wanted, 0)
        if reach(code, self.ignore) >= wanted or self._ignored_in(filename, code):
            return False
        return reach(code, self.chosen) >= 0 or self.flake8.shows(code, filename)

    def ignored_in(self, filename: str) -> tuple[str, ...]:
        """The codes and prefixes that are ignored in one file only."""
        found = [codes for p, codes in self.per_file_ignores if self._means(p, filename)]
        return tuple(sorted({code for codes in found for code in codes})) + (
            self.flake8.ignored_in(filename)
        )

    def excludes(self, path: str | Path) -> bool:
        """Whether a file or folder that was found in a search is left out."""
        own = matches(path, self.exclude + self.extend_exclude, self.root)
        return own or self.flake8.excludes(path)

    def refuses(self, path: str | Path) -> bool:
        """Whether a file or folder is left out although it was named."""
        return self.force_exclude and self.covers(path)

    def covers(self, path: str | Path) -> bool:
        """Whether a file or folder is in what a search leaves out."""
        own = covers(path, self.exclude + self.extend_exclude, self.root)
        return own or self.flake8.covers(path)

    def overridden(self, over: Overrides) -> Settings:
        """These settings with those of a stronger place on top."""
        base = replace(self, select=(), extend_select=(), ignore=()) if over.select else self
        return replace(
            base,
            select=over.select or base.select,
            extend_select=base.extend_select + over.extend_select,
            ignore=base._ignored_below(over) + over.ignore,
            per_file_ignores=base.per_file_ignores + over.per_file_ignores,
            exclude=base.exclude if over.exclude is None else over.exclude,
            extend_exclude=base.extend_exclude + over.extend_exclude,
            force_exclude=(
                base.force_exclude if over.force_exclude is None else over.force_exclude
            ),
            line_length=over.line_length or base.line_length,
            exact_pmap=base.exact_pmap if over.exact_pmap is None else over.exact_pmap,
            across_files=base.across_files if over.across_files is None else over.across_files,
            cache=base.cache if over.cache is None else over.cache,
            cache_dir=over.cache_dir or base.cache_dir,
            baseline=over.baseline or base.baseline,
            time_limit=base.time_limit if over.time_limit is None else over.time_limit,
            target_flax=over.target_flax or base.target_flax,
            target_reason=over.target_reason if over.target_flax else base.target_reason,
            source_flax=over.source_flax or base.source_flax,
            source_reason=over.source_reason if over.source_flax else base.source_reason,
            flake8=self._flake8_below(over),
            chosen=self._chosen_below(over),
            origins={**base.origins, **self._told_by(over)},
        )

    def _told_by(self, over: Overrides) -> dict[str, tuple[str, ...]]:
        """What is listed in several places adds up; else the strongest place alone counts."""
        return {
            name: (*self.origins.get(name, ()), over.origin) if name in _LISTS else (over.origin,)
            for name in over.said
        }

    def _flake8_below(self, over: Overrides) -> Flake8Choice:
        """What flake8 is told, but for what is left out of a search if our own settings say so."""
        found = over.flake8 or self.flake8
        is_ours = over.exclude is not None or "exclude" in self.origins
        return replace(found, exclude=()) if is_ours else found

    def _chosen_below(self, over: Overrides) -> tuple[str, ...]:
        """What our own settings select; what flake8 is told to enable is subject to itself."""
        here = over if over.flake8 is None else self
        return self.chosen + here.select + here.extend_select

    def _ignored_below(self, over: Overrides) -> tuple[str, ...]:
        """What stays or becomes ignored: a stronger place beats a longer prefix in a weaker one."""
        kept = [c for c in self.ignore if reach(c, over.extend_select) <= reach(c, over.ignore)]
        selected = self.select + self.extend_select
        undone = [
            c for c in selected if reach(c, over.ignore) >= max(reach(c, over.extend_select), 0)
        ]
        return (*kept, *undone)

    def _ignored_in(self, filename: str, code: str) -> bool:
        ignored = (p for p, codes in self.per_file_ignores if reach(code, codes) >= 0)
        return bool(filename) and any(self._means(pattern, filename) for pattern in ignored)

    def _means(self, pattern: str, filename: str) -> bool:
        """Whether `pattern` names the file; as in ruff, a leading `!` turns it round."""
        plain = pattern.removeprefix("!")
        return covers(filename, (plain,), self.root) != (plain != pattern)


_LISTS = ("extend_select", "ignore", "per_file_ignores", "extend_exclude")
_OTHER_TOOLS = "ruff, black or flake8"
_Layer = tuple[Path, Overrides] | None
_Reader = Callable[[Path, Collection[str]], Overrides | None]


class SettingsLoader:
    """Finds the settings of folders for one run, reading each folder once."""

    def __init__(
        self,
        overrides: Overrides | None = None,
        codes: Collection[str] = (),
        *,
        within_flake8: bool = False,
        files: ConfigFiles | None = None,
        listings: Listings | None = None,
    ) -> None:
        """`overrides` come from the command line; `codes` are the rules that exist, if known.

        Within flake8 its configuration files are left to it. `files` are given instead of those
        that would be found.
        """
        self._given = files
        self._listings = listings or Listings()
        given = overrides or Overrides()
        self._overrides = Checker(given.origin, codes).overrides(given)
        self._codes = codes
        self._within_flake8 = within_flake8
        self._known: dict[Path, Settings] = {}
        self._made: dict[tuple[str, ...], Settings] = {}
        self._tables: dict[Path, _Layer] = {}
        self._flake8: dict[Path, _Layer] = {}
        self._lengths: dict[Path, int | None] = {}

    def __call__(self, folder: Path) -> Settings:
        """The settings for the files in a folder: those of the nearest configuration upward."""
        place = absolute(folder)
        if place not in self._known:
            self._known[place] = self._find(place)
        return self._known[place]

    def _find(self, folder: Path) -> Settings:
        root, layers = self._layers(folder)
        # Flake8 writes no code.
        is_fixed = self._within_flake8 or self._given == ISOLATED
        columns = LINE_LENGTH if is_fixed else self._usual_line_length(folder)
        key = (str(columns), *(layer.origin for layer in layers))
        if key not in self._made:
            seen = {"line_length": (_OTHER_TOOLS,)} if columns != LINE_LENGTH else {}
            start = Settings(root=root, line_length=columns, origins=seen)
            self._made[key] = reduce(Settings.overridden, [*layers, self._overrides], start)
        return self._made[key]

    def _layers(self, folder: Path) -> tuple[Path | None, list[Overrides]]:
        """The folder that patterns start from, and what the nearest files say, weakest first."""
        if self._given is not None:
            return self._given.root, [*self._given.read(self._codes)]
        places = [self._nearest(self._tables, read_table, folder)]
        if not self._within_flake8:  # which reads its files itself
            places.append(self._nearest(self._flake8, read_flake8, folder))
        found = [place for place in places if place is not None]
        return found[0][0] if found else None, [layer for _, layer in found]

    def _nearest(self, known: dict[Path, _Layer], read: _Reader, folder: Path) -> _Layer:
        """The nearest folder upward in which a reader finds something, and what it finds."""

        def look(place: Path) -> _Layer:
            has_any = self._listings.has_any(str(place), FILES)
            layer = read(place, self._codes) if has_any else None
            return None if layer is None else (place, layer)

        return nearest(known, folder, look)

    def _usual_line_length(self, folder: Path) -> int:
        """What the nearest configuration of another tool says."""

        def look(place: Path) -> int | None:
            has_any = self._listings.has_any(str(place), line_length.FILES)
            return line_length.written_in(place) if has_any else None

        return nearest(self._lengths, folder, look) or LINE_LENGTH


def load(folder: Path, overrides: Overrides | None = None, codes: Collection[str] = ()) -> Settings:
    """The settings for the files in one folder, read anew."""
    return SettingsLoader(overrides, codes)(folder)
