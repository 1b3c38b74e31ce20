"""The exact release that a lock file holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from flake8_nnx_rng.project.folders import lenient_text
from flake8_nnx_rng.project.references import archived, version_of
from flake8_nnx_rng.project.requirement import DISTRIBUTION, Evidence, exactly
from flake8_nnx_rng.project.tables import parsed_toml, table

PIPENV = "Pipfile.lock"
_CONDA = ("pixi.lock", "conda-lock.yml")
LOCK_FILES = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "pixi.lock", PIPENV, _CONDA[1])
_ENTRY = re.compile(r"^(?=\[\[packages?\]\])", re.MULTILINE)
_NAMED = re.compile(
    r"""^[ \t-]*name:[ \t]*["']?flax["']?[ \t\r]*\n"""
    r"""[ \t]*version:[ \t]*["']?([\w.]+)""",
    re.MULTILINE,
)
_NAME = re.compile(r"""^name\s*=\s*["']flax["']""", re.MULTILINE | re.IGNORECASE)


def locked(folder: Path) -> Evidence | None:
    """What the first lock file of a folder that has flax says; the newest entry of several."""
    return next(filter(None, map(_read, map(folder.joinpath, LOCK_FILES))), None)


def _read(path: Path) -> Evidence | None:
    text = lenient_text(path)
    if path.name == PIPENV:
        versions = _of_pipenv(text)
    else:
        versions = _of_conda(text) if path.name in _CONDA else _versions(text)
    found = filter(None, (exactly(v, path.name) for v in versions))
    return max(found, key=lambda evidence: evidence.release, default=None)


def _of_pipenv(text: str) -> Iterator[object]:
    try:
        root = json.loads(text) if "flax" in text else {}
    except (ValueError, RecursionError):
        return
    for group in ("default", "develop"):
        entry = table(root, group, DISTRIBUTION)
        version, tag = entry.get("version"), entry.get("ref")
        yield version.removeprefix("==") if isinstance(version, str) else version_of(tag)


def _of_conda(text: str) -> Iterator[object]:
    """The names of packages and wheels, and entries that name both."""
    yield from archived(text)
    yield from _NAMED.findall(text)


def _versions(text: str) -> Iterator[object]:
    """Versions of the entries for flax.

    Only those entries are parsed: a lock file has megabytes, and may have a merge conflict in
    another place.
    """
    for entry in filter(_NAME.search, _ENTRY.split(text)):
        root = parsed_toml(entry)
        for packages in (root.get("package"), root.get("packages")):
            known = packages if isinstance(packages, list) else ()
            yield from (package.get("version") for package in known if isinstance(package, dict))
