"""What the findings in one file rest on in the other files of its project."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flake8_nnx_rng.project.module_search import Fact
    from flake8_nnx_rng.project.neighbour_files import ProjectFiles

Names = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Basis:
    """What was read and looked for; paths are relative to the root of the project.

    `names` are for each folder those that stand in it and those that do not. `files` are what was
    come across, with digests; None for what is not to be read. `importers` are the files that take
    a name from a file, `aged` are for each package the files, with digests, that may show how old
    it is, and `index` is a digest of all that could have been among these.
    """

    names: Mapping[str, Names] = field(default_factory=dict)
    files: Mapping[str, str | None] = field(default_factory=dict)
    importers: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    index: str = ""
    aged: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def basis(project: ProjectFiles, filename: str) -> Basis:
    """What a file rests on by all that was looked for on its behalf so far."""
    asked = project.behind(filename)
    start = os.path.join(project.root, "")

    def short(path: str) -> str:
        return path.removeprefix(start) if path != project.root else os.curdir

    return Basis(
        {short(folder): names for folder, names in _by_folder(asked.facts).items()},
        {
            short(path): project.contents.digest(path) if project.is_ours(path) else None
            for path in asked.hits
        },
        {(short(file), name): tuple(map(short, i)) for (file, name), i in asked.importers.items()},
        project.importers.state if asked.importers or asked.packages else "",
        {short(package): project.aged_digests(package) for package in sorted(asked.packages)},
    )


def _by_folder(facts: Iterable[Fact]) -> dict[str, Names]:
    there: defaultdict[str, list[str]] = defaultdict(list)
    missing: defaultdict[str, list[str]] = defaultdict(list)
    for folder, name, is_there in sorted(facts):
        (there if is_there else missing)[folder].append(name)
    return {
        folder: (tuple(there[folder]), tuple(missing[folder])) for folder in {**there, **missing}
    }


def holds(project: ProjectFiles, basis: Basis) -> bool:
    """Whether all of it is as it was; the cheapest questions come first."""

    start = os.path.join(project.root, "")

    def place(path: str) -> str:
        return project.root if path == os.curdir else start + path

    return (
        all(project.listings.agrees(place(f), *names) for f, names in basis.names.items())
        and all(_is_as_it_was(project, place(f), found) for f, found in basis.files.items())
        and (
            not (basis.importers or basis.aged)
            or basis.index == project.importers.state
            or (
                all(
                    project.importing(name, place(file)) == [*map(place, files)]
                    for (file, name), files in basis.importers.items()
                )
                and all(project.aged_digests(place(p)) == found for p, found in basis.aged.items())
            )
        )
    )


def _is_as_it_was(project: ProjectFiles, path: str, digest: str | None) -> bool:
    if not project.is_ours(path):
        return digest is None
    return project.contents.digest(path) == digest
