"""Files replaced at once and whole: whoever reads one sees the old text or the new one."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from flake8_nnx_rng.syntax.source import SourceError


def replace_file(path: Path, *, before: bytes, after: bytes) -> None:
    """Write `after` in place of a file that holds `before`; its mode stays, and a link to it.

    Raises `SourceError` where it cannot be written, or has been changed in the meantime.
    """
    real = Path(os.path.realpath(path))
    try:
        if real.read_bytes() != before:
            raise SourceError(str(path), "was changed by someone else meanwhile, so it is left")
        _replace(real, after)
    except OSError as error:
        raise SourceError(str(path), f"cannot be written: {error.strerror or error}") from error


def _replace(real: Path, data: bytes) -> None:
    if not os.access(real, os.W_OK):
        raise PermissionError(None, "Permission denied")
    handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(real, name)
        os.replace(name, real)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
