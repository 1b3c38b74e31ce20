"""The bytes of regular files: whoever opens a pipe, a socket or a device may wait for ever."""

from __future__ import annotations

import os
import stat
from errno import EISDIR

from flake8_nnx_rng.witness import saw_file

_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
_FLAGS |= getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOCTTY", 0)


class IrregularError(OSError):
    """Something that is there, but no file to be read."""

    def __init__(self) -> None:
        super().__init__(None, "Not a regular file")


def read_regular(path: str | os.PathLike[str], most: int | None = None) -> bytes:
    """What a file holds, if it is regular and of at most so many bytes; raises `OSError`.

    And `ValueError` for a null byte in the path.
    """
    saw_file(path)
    return read_of_our_own(path, most)


def read_of_our_own(path: str | os.PathLike[str], most: int | None = None) -> bytes:
    """The same of a file that this tool keeps for itself: no finding rests on it."""
    _check(os.stat(path).st_mode)  # to open a device may do something already
    handle = os.open(path, _FLAGS)
    try:
        status = os.fstat(handle)
        _check(status.st_mode)  # it may be another one by now
        if most is not None and status.st_size > most:
            raise OSError(None, "File too large")
    except BaseException:
        os.close(handle)
        raise
    with os.fdopen(handle, "rb", buffering=0) as file:  # twice as fast as through a buffer
        return file.read()


def _check(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
    if not stat.S_ISREG(mode):
        raise IrregularError
