"""Where the command begins and ends: what its streams cannot take is told, never a traceback."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from errno import EBADF, EDQUOT, EFBIG, EIO, ENOSPC

from flake8_nnx_rng.frontends.command import main as command
from flake8_nnx_rng.frontends.command.telling import tell_error

_FAILED = 2
_REFUSED = (ENOSPC, EDQUOT, EFBIG, EIO, EBADF)
"""Why nothing more can be written."""


def main() -> int:
    """Run the command; returns the exit code."""
    try:
        code = _run()
        if sys.stdout is not None and not sys.stdout.closed:  # as the server leaves it
            sys.stdout.flush()
    except OSError as error:
        if error.filename is not None or error.errno not in _REFUSED:
            raise
        tell_error(f"error: standard output cannot be written: {error.strerror}")
        _silence()
        return _FAILED
    return code


def _run() -> int:
    try:
        command()
    except SystemExit as end:
        if isinstance(end.code, str):
            tell_error(end.code)
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def _silence() -> None:
    """Let Python not try again at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
