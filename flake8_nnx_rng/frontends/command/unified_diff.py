"""Changes of files in the form that `diff -u` gives them, for `patch` and `git apply`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from difflib import unified_diff as diff_lines
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flake8_nnx_rng.fixing import FixReport

_ESCAPES = {byte: f"\\{byte:03o}" for byte in (*range(32), *range(127, 256))} | {
    ord("\t"): "\\t",
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord('"'): '\\"',
    ord("\\"): "\\\\",
}
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")


def unified_diff(report: FixReport) -> str:
    """What changed in one file; empty where nothing did."""
    before, after = (_LINE.findall(text) for text in (report.before, report.after))
    name = _quoted(report.filename)
    return "".join(_marked(diff_lines(before, after, name, name)))


def _quoted(name: str) -> str:
    """A name as git writes it, in quotes and with escapes where it would not be one in a line."""
    if name.isprintable() and not set(name) & ({'"', "\\"} - {os.sep}):
        return name
    return '"' + "".join(_ESCAPES.get(byte, chr(byte)) for byte in os.fsencode(name)) + '"'


def _marked(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
