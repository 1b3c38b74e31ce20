"""Colours on a terminal."""

from __future__ import annotations

import os
from typing import NamedTuple, TextIO

_RESET = "\x1b[0m"


class Paint(NamedTuple):
    """Colours what is told, or leaves it as it is."""

    wanted: bool = False

    def name(self, text: str) -> str:
        """The name of a file."""
        return self._styled(text, "1")

    def code(self, text: str) -> str:
        """The code of a rule."""
        return self._styled(text, "1;31")

    def margin(self, text: str) -> str:
        """What is around code: numbers and bars."""
        return self._styled(text, "1;34")

    def mark(self, text: str) -> str:
        """What says that there is a fix, or what it does."""
        return self._styled(text, "1;36")

    def added(self, text: str) -> str:
        """A new line."""
        return self._styled(text, "32")

    def removed(self, text: str) -> str:
        """A line that goes."""
        return self._styled(text, "31")

    def caret(self, text: str) -> str:
        """What points at code."""
        return self._styled(text, "1;31")

    def dim(self, text: str) -> str:
        """What is of less weight."""
        return self._styled(text, "36")

    def _styled(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}{_RESET}" if self.wanted and text else text


PLAIN = Paint()


def wants_colour(choice: str, stream: TextIO | None) -> bool:
    """Whether to use colours: as asked for, else as the environment and the stream suggest."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"
