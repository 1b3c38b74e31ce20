"""Where a run tells what it came to: standard output and error, or a file."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

import click

from flake8_nnx_rng.frontends.command.paint import wants_colour
from flake8_nnx_rng.frontends.command.printable import printable
from flake8_nnx_rng.project.errors import ConfigError


def tell_error(line: str) -> None:
    """A line on standard error, whatever becomes of that."""
    with suppress(OSError):  # a full disk, say
        click.echo(printable(line), err=True)


class Output:
    """Standard output, standard error where that is for code, or the file that is wanted."""

    def __init__(self, file: Path | None, colour: str) -> None:
        self._file = file
        self._choice = colour
        self._told: list[str] = []
        self.for_code = False
        """Whether standard output is for code."""
        if file is not None:
            _try(file)

    @property
    def coloured(self) -> bool:
        """Whether what is told may be coloured."""
        if self._file is not None:
            return self._choice == "always"
        return wants_colour(self._choice, sys.stderr if self.for_code else sys.stdout)

    def tell(self, text: str, *, data: bool = False, err: bool = False) -> None:
        """Tell a text, if there is one; `data` is for programs, which want UTF-8."""
        if not text:
            return
        if self._file is not None and not err:
            self._told.append(text)
            return
        err = err or self.for_code
        if data:
            click.echo(encoded(text), err=err)
            return
        stream = sys.stderr if err else sys.stdout
        if stream is None:  # it is closed
            return
        encoding = stream.encoding or "utf-8"
        shown = text.encode(encoding, "backslashreplace").decode(encoding)
        click.echo(shown, err=err, color=self.coloured)

    def close(self) -> None:
        """Write the file; raises `ConfigError` where that cannot be."""
        if self._file is None:
            return
        data = b"".join(encoded(text) + b"\n" for text in self._told)
        try:
            self._file.write_bytes(data)
        except OSError as error:
            raise _unusable(self._file, error) from error


def encoded(text: str) -> bytes:
    """UTF-8; what is no character becomes an escape, which JSON takes for what it was."""
    return text.encode("utf-8", "backslashreplace")


def _try(file: Path) -> None:
    """Find out before the work whether a file can be written."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with open(file, "ab"):
            pass
    except (OSError, ValueError) as error:
        raise _unusable(file, error) from error


def _unusable(file: Path, error: OSError | ValueError) -> ConfigError:
    reason = error.strerror if isinstance(error, OSError) else None
    return ConfigError("--output-file", f"{os.fspath(file)} cannot be written: {reason or error}")
