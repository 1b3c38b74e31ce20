"""The one error of configuration."""

from __future__ import annotations

from pathlib import Path


class ConfigError(Exception):
    """A setting that cannot be used; the text names the file and the key."""

    def __init__(self, path: str | Path, message: str) -> None:
        """Keep both in `args`, so that the error can cross a process boundary."""
        super().__init__(path, message)
        self.path = path
        self.message = message

    def __str__(self) -> str:
        """One line, as a user is told."""
        return f"{self.path}: {self.message}"
