"""What is in files, each read once in a run as far as its digest tells."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import NamedTuple

from flake8_nnx_rng.syntax.regular import read_regular

NNX = b"nnx"
"""What stands in every file in which something could be found."""
_FLAX = b"flax"
_OWN = b"NNX"
_SUPPRESSION = re.compile(rb"# (?i:noqa):.*NNX[0-9]")


def _word(letters: bytes) -> bytes:
    r"""The beginning of a word, from its first letter on: `\b` would be tried at each place.

    A notebook writes `\n` for a line end.
    """
    return rb"%b(?:(?<!\w%b)|(?<=\\[nt]%b))" % (letters, letters, letters)


_NNX_WORD = re.compile(_word(NNX) + rb"\b")
_FLAX_IMPORT = re.compile(
    rb"(?:%b|%b)[ \t]+(?:[\w.]+[ \t]*,[ \t]*)*flax\b" % (_word(b"from"), _word(b"import"))
)


class Seen(NamedTuple):
    """What is remembered of a file; the digest is empty as long as nobody needs it.

    `concerned` says that it has to be parsed: it has a name nnx in it, or imports Flax.
    """

    digest: str
    size: int
    about_nnx: bool = True
    concerned: bool = True


class Contents:
    """What is in files, by their absolute paths.

    `buffers` are those that an editor holds, which count instead of what the disk has.
    """

    def __init__(self, buffers: Mapping[str, bytes] | None = None) -> None:
        self._buffers = {} if buffers is None else buffers
        self._seen: dict[str, Seen] = {}
        self._changing: set[str] = set()

    def read(self, path: str) -> bytes:
        """The bytes of a file, and what is told of it from now on; raises `OSError`."""
        data = self._data(path)
        before, now = self._seen.get(path), _seen(data, digest(data))
        if before is not None and before.digest not in ("", now.digest):
            self._changing.add(path)
        self._seen[path] = now
        return data

    def about_nnx(self, path: str) -> Seen | None:
        """What a file is that has nnx in it, None for any other; raises `OSError`."""
        seen = self._look(path)
        return seen if seen.about_nnx else None

    def concerned(self, path: str) -> bool:
        """Whether a file has to be parsed although nobody named it; raises `OSError`."""
        return self._look(path).concerned

    def seen(self, path: str) -> Seen:
        """What any file is, with its digest; raises `OSError`."""
        seen = self._look(path)
        return seen if seen.digest else seen._replace(digest=self.digest(path))

    def changed(self, path: str) -> None:
        """Look at a file again: what it holds is no more what it was."""
        self._seen.pop(path, None)

    @property
    def has_changing(self) -> bool:
        """Whether a file was seen to change during the run, so that digests are not to be kept."""
        return bool(self._changing)

    def _data(self, path: str) -> bytes:
        found = self._buffers.get(path)
        return read_regular(path) if found is None else found

    def _look(self, path: str) -> Seen:
        seen = self._seen.get(path)
        if seen is None:
            data = self._data(path)
            seen = self._seen[path] = _seen(data, digest(data) if NNX in data else "")
        return seen

    def digest(self, path: str) -> str:
        """The digest of a file, whatever is in it; empty where it cannot be read.

        One that changes during a run has none that it will ever have again: who knows which of its
        texts an answer rests on.
        """
        if path in self._changing:
            return os.urandom(16).hex()
        seen = self._seen.get(path)
        if seen is None or not seen.digest:
            try:
                self.read(path)
            except (OSError, ValueError):  # ValueError: a null byte in the path
                return ""
        return self._seen[path].digest


def _seen(data: bytes, name: str) -> Seen:
    is_about = NNX in data
    concerned = (is_about and _NNX_WORD.search(data) is not None) or (
        _FLAX in data and _FLAX_IMPORT.search(data) is not None
    )
    if not concerned and _OWN in data:  # a suppression may be all that is left
        concerned = _SUPPRESSION.search(data) is not None
    return Seen(name, len(data), is_about, concerned)


def digest(data: bytes) -> str:
    """A short name for bytes that no others have."""
    return blake2b(data, digest_size=16).hexdigest()
