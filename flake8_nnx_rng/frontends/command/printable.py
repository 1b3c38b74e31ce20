"""Text that comes from files and their names, made fit for a terminal or a log."""

from __future__ import annotations

import os
import re
import unicodedata

_SURROGATE = re.compile("[\ud800-\udfff]")
_COMMAND = re.compile(r"##((?:vso)?\[)")
"""How commands begin that build services look for anywhere in a line."""
_BIDIRECTIONAL = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""What makes a line look like another one than it is."""


_ESCAPES = {byte: f"\\{byte:03o}" for byte in (*range(32), *range(127, 256))} | {
    **{ord(char): f"\\{sign}" for char, sign in zip("\a\b\t\n\v\f\r", "abtnvfr", strict=True)},
    ord('"'): '\\"',
    ord("\\"): "\\\\",
}


def quoted(name: str) -> str:
    """A name as git writes it, in quotes and with escapes where it would not be one in a line."""
    if name.isprintable() and not set(name) & ({'"', "\\"} - {os.sep}):
        return name
    return '"' + "".join(_ESCAPES.get(byte, chr(byte)) for byte in os.fsencode(name)) + '"'


def printable(text: str, keeps: str = "") -> str:
    """A name or a message in one line: what would act on a terminal is shown as an escape.

    Not what a format `keeps`, since it has its own way to write it.
    """
    if "##" in text:
        text = _COMMAND.sub(_escaped, text)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in keeps else _escape(c) for c in text)


def name_at_start(name: str) -> str:
    """A name with which a line begins, which no service takes for a command."""
    shown = printable(name)
    return f"./{shown}" if shown.lstrip().startswith("::") else shown


def _escaped(command: re.Match[str]) -> str:
    return f"#\\x23{command[1]}"


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def source_line(line: str) -> str:
    """A line of code, as wide as it is, with pictures of its control characters."""
    if "##" in line:
        line = _COMMAND.sub("#\N{MUSIC SHARP SIGN}\\1", line)
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
