"""The exact release that a lock file holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from flake8_nnx_rng.project.folders import lenient_text
from flake8_nnx_rng.project.requirement import Evidence, exactly

LOCK_FILES = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml")
_ENTRY = re.compile(r"^(?=\[\[packages?\]\])", re.MULTILINE)
_NAME = re.compile(r"""^name\s*=\s*["']flax["']""", re.MULTILINE | re.IGNORECASE)


def locked(folder: Path) -> Evidence | None:
    """What the first lock file of a folder that has flax says; the newest entry of several."""
    return next(filter(None, map(_read, map(folder.joinpath, LOCK_FILES))), None)


def _read(path: Path) -> Evidence | None:
    text = lenient_text(path)
    found = filter(None, (exactly(v, path.name) for v in _versions(text)))
    return max(found, key=lambda evidence: evidence.release, default=None)


def _versions(text: str) -> Iterator[object]:
    """Versions of the entries for flax.

    Only those entries are parsed: a lock file has megabytes, and may have a merge conflict in
    another place.
    """
    import tomllib

    for entry in filter(_NAME.search, _ENTRY.split(text)):
        try:
            table = tomllib.loads(entry)
        except tomllib.TOMLDecodeError:
            continue
        for packages in (table.get("package"), table.get("packages")):
            yield from (package.get("version") for package in packages or ())
