"""Files replaced at once and whole: whoever reads one sees the old text or the new one."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from signal import SIGINT, SIGTERM, getsignal, raise_signal, signal
from threading import current_thread, main_thread

from flake8_nnx_rng.syntax.regular import read_regular
from flake8_nnx_rng.syntax.source import SourceError

TEMPORARY = ".nnx-rng-"
"""How the names of files begin that a run writes, and leaves only if it is killed."""


def read_bytes(path: Path) -> bytes:
    """What a file holds; raises `SourceError` with the operating system's reason."""
    try:
        return read_regular(path)
    except (OSError, ValueError) as error:  # ValueError: a null byte in the path
        raise SourceError(str(path), _reason(error)) from error


def replace_file(path: Path, *, before: bytes, after: bytes) -> None:
    """Write `after` in place of a file that holds `before`; its mode stays, and a link to it.

    Raises `SourceError` where it cannot be written, or has been changed in the meantime.
    """
    with _undisturbed():
        _replace(path, before, after)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Put signals off, such as the one of Ctrl-C, so that no half-written file is left.

    Python runs handlers in the main thread, whichever thread the system has told.
    """
    if current_thread() is not main_thread():
        yield
        return
    met: list[int] = []
    known = [number for number in (SIGINT, SIGTERM) if getsignal(number) is not None]
    before = {number: signal(number, lambda number, _: met.append(number)) for number in known}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal(number, handler)
        for told in met:
            raise_signal(told)


def _replace(path: Path, before: bytes, after: bytes) -> None:
    real = Path(os.path.realpath(path))
    try:
        _check_writable(real)
        temporary = _written_beside(real, after)
        try:
            if read_regular(real) != before:
                raise SourceError(str(path), "has been changed meanwhile, so it is left as it is")
            os.replace(temporary, real)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
    except OSError as error:
        raise SourceError(str(path), f"cannot be written: {_reason(error)}") from error


def _check_writable(real: Path) -> None:
    """Raise `OSError` for what a replacement would get round: a file that is read-only or none."""
    if not stat.S_ISREG(real.stat().st_mode):
        raise OSError(None, "Not a regular file")
    if not os.access(real, os.W_OK):
        raise PermissionError(None, "Permission denied")


def _written_beside(real: Path, data: bytes) -> Path:
    """A new file in the same folder, on the disk, with the mode and owner of the old one."""
    import tempfile  # loads much, and most runs write nothing

    handle, name = tempfile.mkstemp(dir=real.parent, prefix=TEMPORARY, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _take_owner(real, name)
        os.chmod(name, stat.S_IMODE(real.stat().st_mode))
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    return Path(name)


def _take_owner(real: Path, name: str) -> None:
    if hasattr(os, "chown"):
        status = real.stat()
        with suppress(PermissionError):
            os.chown(name, status.st_uid, status.st_gid)


def _reason(error: OSError | ValueError) -> str:
    reason = error.strerror if isinstance(error, OSError) else None
    return reason or str(error)
