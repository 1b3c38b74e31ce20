"""One entry: what checking a file gave, and what that rests on."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from flake8_nnx_rng.cache.findings import read_told, told
from flake8_nnx_rng.cache.reading import (
    ForeignError,
    exactly,
    listed,
    relative,
    table,
    texts,
)
from flake8_nnx_rng.diagnostic import Diagnostic
from flake8_nnx_rng.project.basis import Basis, Names
from flake8_nnx_rng.syntax.source import SourceError

SCHEMA = 4
"""Changes with the form of an entry."""


class Entry(NamedTuple):
    """What a file came to, and what that rests on."""

    diagnostics: tuple[Diagnostic, ...] = ()
    error: SourceError | None = None
    silenced: tuple[Diagnostic, ...] = ()
    basis: Basis = Basis()


def written(entry: Entry, key: str) -> bytes:
    """An entry as the bytes of a file; `key` is of all else that it depends on."""
    basis = entry.basis
    data = {
        "schema": SCHEMA,
        "key": key,
        **told(entry.diagnostics, entry.error, entry.silenced),
        "names": {folder: [*map(list, names)] for folder, names in basis.names.items()},
        "files": {**basis.files},
        "importers": [[*asked, [*files]] for asked, files in basis.importers.items()],
        "index": basis.index,
        "aged": {package: [*files] for package, files in basis.aged.items()},
    }
    return json.dumps(data, separators=(",", ":")).encode()


def read(data: bytes, key: str, filename: str, size: int) -> Entry | None:
    """The entry of a file of so many bytes; None for one that is of another key, or no entry."""
    try:
        found = table(json.loads(data))
        if found["schema"] != SCHEMA or found["key"] != key:
            return None
        return Entry(*read_told(found, filename, size), basis=_basis(found))
    except (KeyError, ValueError, RecursionError, MemoryError):
        return None


def _basis(found: Any) -> Basis:
    return Basis(
        names={relative(folder): _names(names) for folder, names in table(found["names"]).items()},
        files={relative(path): _digest(d) for path, d in table(found["files"]).items()},
        importers=dict(_importers(asked) for asked in listed(found["importers"])),
        index=exactly(found["index"], str),
        aged={relative(package): texts(files) for package, files in table(found["aged"]).items()},
    )


def _names(data: object) -> Names:
    there, missing = map(texts, listed(data, 2))
    return there, missing


def _digest(value: object) -> str | None:
    return None if value is None else exactly(value, str)


def _importers(data: object) -> tuple[tuple[str, str], tuple[str, ...]]:
    file, name, files = listed(data, 3)
    return (_inside(file), exactly(name, str)), tuple(map(relative, texts(files)))


def _inside(value: object) -> str:
    path = relative(value)
    if ".." in path.replace("\\", "/").split("/"):
        raise ForeignError
    return path
