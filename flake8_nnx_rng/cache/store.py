"""Entries as files in a folder: read and replaced at once and whole, and never a reason to fail."""

from __future__ import annotations

import os
from contextlib import suppress

from flake8_nnx_rng.syntax.regular import read_of_our_own

TAG = "CACHEDIR.TAG"
MARKS = {
    ".gitignore": "# Created by nnx-rng.\n*\n",
    TAG: "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This file is a cache directory tag created by nnx-rng.\n"
    "# For information about cache directory tags, see https://bford.info/cachedir/\n",
}
_MAX_BYTES = 4_000_000


class Store:
    """The entries of one version of this tool in a cache, which is made when it is needed."""

    def __init__(self, cache: str, version: str) -> None:
        self._cache = cache
        self._folder = os.path.join(cache, version)
        # Where a link leads to is for its owner to fill, and a project may hold what it likes.
        self._is_usable = not any(map(os.path.islink, (cache, self._folder)))
        self._is_writable = self._is_usable

    def read(self, name: str) -> bytes | None:
        """What is kept under a name."""
        if not self._is_usable:
            return None
        try:
            return read_of_our_own(os.path.join(self._folder, name), _MAX_BYTES)
        except (OSError, ValueError):
            return None

    def write(self, name: str, data: bytes) -> None:
        """Keep something, if that can be."""
        if not self._is_writable or len(data) > _MAX_BYTES:
            return
        try:
            self._make()
            _replace(os.path.join(self._folder, name), data)
        except (OSError, ValueError):  # a full disk, a read-only one, a file in place of a folder
            self._is_writable = False

    def _make(self) -> None:
        if os.path.isdir(self._folder):
            return
        if not os.path.isdir(self._cache):
            os.makedirs(self._cache, exist_ok=True)
            for name, text in MARKS.items():
                with suppress(FileExistsError), open(os.path.join(self._cache, name), "x") as file:
                    file.write(text)
        os.makedirs(self._folder, exist_ok=True)


def _replace(path: str, data: bytes) -> None:
    temporary = f"{path}.{os.urandom(6).hex()}.tmp"
    try:
        with open(temporary, "xb") as file:
            file.write(data)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
