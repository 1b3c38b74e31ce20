"""Changes of files in the form that `diff -u` gives them, for `patch` and `git apply`.

Those of notebooks are shown cell by cell, for people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import unified_diff as diff_lines
from typing import TYPE_CHECKING

from flake8_nnx_rng.frontends.command.printable import quoted
from flake8_nnx_rng.syntax.source import DOCUMENTS

if TYPE_CHECKING:
    from flake8_nnx_rng.fixing import FixReport
    from flake8_nnx_rng.syntax.documents import Cell

_HUNK = re.compile(r"^@@ .* @@$", re.MULTILINE)
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")


def unified_diff(report: FixReport) -> str:
    """What changed in one file; empty where nothing did."""
    if not report.changed:
        return ""
    before, after = (_cells(report.filename, text) for text in (report.before, report.after))
    if before is None or after is None or before.keys() != after.keys():
        return _differences(report.filename, report.before, report.after)
    changed = ((n, cell, after[n]) for n, cell in before.items() if cell.source != after[n].source)
    return "".join(
        _headed(_differences(f"{report.filename}:cell {n}", old.source, new.source), old.prompt)
        for n, old, new in changed
    )


def _cells(filename: str, text: str) -> dict[int, Cell] | None:
    if not filename.lower().endswith(DOCUMENTS):
        return None
    from flake8_nnx_rng.syntax.documents import cells  # many modules, and most files are none

    return cells(filename, text)


def _headed(diff: str, prompt: str) -> str:
    """A difference whose hunks have what Jupyter shows beside the cell as their heading."""
    return _HUNK.sub(rf"\g<0> {prompt}", diff) if prompt else diff


def _differences(name: str, before: str, after: str) -> str:
    name = quoted(name)
    lines = diff_lines(_LINE.findall(before), _LINE.findall(after), name, name)
    return "".join(_marked(lines))


def _marked(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
