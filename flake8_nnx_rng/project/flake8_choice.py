"""What flake8's own options choose of the findings, decided as flake8 decides it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flake8_nnx_rng.project.layers import PerFileIgnores
from flake8_nnx_rng.project.patterns import covers, matches
from flake8_nnx_rng.project.selection import NOWHERE, reach

_SEPARATOR = re.compile(r"[,\s]+")


@dataclass(frozen=True)
class Flake8Choice:
    """What a configuration of flake8 says; patterns start from `root`, its folder.

    `select` holds what is selected besides, too; all else counts as selected if `rest` says so.
    """

    select: tuple[str, ...] = ()
    rest: bool = True
    ignore: tuple[str, ...] = ()
    per_file_ignores: PerFileIgnores = ()
    exclude: tuple[str, ...] = ()
    root: Path | None = field(default=None, compare=False, repr=False)

    def shows(self, code: str, filename: str) -> bool:
        """Whether flake8 shows a finding: of two prefixes the longer one decides."""
        selected = max(reach(code, self.select), 0 if self.rest else NOWHERE)
        return reach(code, self.ignore + self.ignored_in(filename)) < selected

    def ignored_in(self, filename: str) -> tuple[str, ...]:
        """The codes that are ignored in one file only: those of the closest pattern alone."""
        ignores = self.per_file_ignores if filename else ()
        fitting = [(p, codes) for p, codes in ignores if matches(filename, (p,), self.root)]
        closest = max(fitting, key=lambda pair: ("/" in pair[0], len(pair[0])), default=("", ()))
        return closest[1]

    def excludes(self, path: str | Path) -> bool:
        """Whether flake8 leaves this very file or folder out."""
        return matches(path, self.exclude, self.root)

    def covers(self, path: str | Path) -> bool:
        """Whether it leaves it out, or a folder that it is in."""
        return covers(path, self.exclude, self.root)


def read_choice(options: Mapping[str, str], folder: Path) -> Flake8Choice:
    """What options say that stand in a folder; raises `ValueError` for what flake8 refuses."""
    return Flake8Choice(
        select=_all_of(options, "select", "extend-select"),
        rest=not options.get("select"),
        ignore=_ours(_all_of(options, "ignore", "extend-ignore")),
        per_file_ignores=tuple(_by_file(options.get("per-file-ignores", ""), folder)),
        exclude=tuple(_placed(p, folder) for p in _all_of(options, "exclude", "extend-exclude")),
        root=folder,
    )


def listed(text: str) -> list[str]:
    """The items of a list as flake8 writes it."""
    return [item for item in _SEPARATOR.split(text) if item]


def _all_of(options: Mapping[str, str], *names: str) -> tuple[str, ...]:
    return tuple(item for name in names for item in listed(options.get(name, "")))


def _ours(codes: Iterable[str]) -> tuple[str, ...]:
    """Those of the codes and prefixes that may concern us; others are for other plugins."""
    return tuple(code for code in codes if code.startswith("NNX") or "NNX".startswith(code))


def _by_file(text: str, folder: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    if not text.strip():
        return
    from flake8.exceptions import ExecutionError
    from flake8.utils import parse_files_to_codes_mapping

    try:
        found = parse_files_to_codes_mapping(text)
    except ExecutionError as error:
        raise ValueError("expected a mapping from file patterns to codes") from error
    for pattern, codes in found:
        yield _placed(pattern, folder), _ours(codes)


def _placed(pattern: str, folder: Path) -> str:
    """A pattern with a slash from the folder on; `docs/` names no more than the one there."""
    if "/" not in pattern:
        return pattern
    return f"./{os.path.relpath(os.path.join(folder, pattern), folder)}".replace(os.sep, "/")
