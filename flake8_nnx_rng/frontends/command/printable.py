"""Text that comes from files and their names, made fit for a terminal or a log."""

from __future__ import annotations

import re
import unicodedata

_SURROGATE = re.compile("[\ud800-\udfff]")
_BIDIRECTIONAL = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""What makes a line look like another one than it is."""


def printable(text: str, keeps: str = "") -> str:
    """A name or a message in one line: what would act on a terminal is shown as an escape.

    Not what a format `keeps`, since it has its own way to write it.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in keeps else _escape(c) for c in text)


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def source_line(line: str) -> str:
    """A line of code, as wide as it is, with pictures of its control characters."""
    return line if line.isprintable() else "".join(map(_picture, line))


def _picture(char: str) -> str:
    if char == "\t":
        return char
    if char < " ":
        return chr(0x2400 + ord(char))
    is_control = unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")
    return "\ufffd" if is_control or char in _BIDIRECTIONAL else char


def whole(text: str) -> str:
    """A text that UTF-8 has all of: what a name that is none holds besides is replaced."""
    return text if text.isprintable() else _SURROGATE.sub("\ufffd", text)
