"""Places: where the nodes of Python's tree stand, as offsets in code points."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from typing import Any

from flake8_nnx_rng.syntax.positions import Lines

_WIDE = re.compile(r"[^\x00-\x7f]")


class Places:
    """Turns the rows and columns of Python's tree, which are counted in UTF-8, into offsets."""

    def __init__(self, code: str, lines: Lines) -> None:
        self._code = code
        self._starts = [0, *lines.starts]  # rows count from 1
        found = () if code.isascii() else _WIDE.finditer(code)
        self._wide = frozenset(lines.position(wide.start()).row for wide in found)

    def span(self, raw: Any) -> tuple[int, int]:
        """Where a node starts and ends."""
        first = last = raw
        if raw.__class__ in _ENDS:
            first, last = _ENDS[raw.__class__](raw)
        begins, ends = first.lineno, last.end_lineno
        start, end = first.col_offset, last.end_col_offset
        if self._wide:
            start = self._length(begins, start) if begins in self._wide else start
            end = self._length(ends, end) if ends in self._wide else end
        return self._starts[begins] + start, self._starts[ends] + end

    def starts(self, raws: Sequence[Any]) -> list[int]:
        """Where each of some nodes starts."""
        if self._wide or any(cls in _ENDS for cls in {raw.__class__ for raw in raws}):
            return [self.span(raw)[0] for raw in raws]
        rows = self._starts
        return [rows[raw.lineno] + raw.col_offset for raw in raws]

    def _length(self, row: int, size: int) -> int:
        """The length of the first bytes of a row."""
        start = self._starts[row]
        return len(self._code[start : start + size].encode()[:size].decode(errors="ignore"))


_ENDS: dict[type, Callable[[Any], tuple[Any, Any]]] = {
    ast.withitem: lambda raw: (raw.context_expr, raw.optional_vars or raw.context_expr),
    ast.comprehension: lambda raw: (raw.target, [raw.iter, *raw.ifs][-1]),
    ast.match_case: lambda raw: (raw.pattern, raw.body[-1]),
}
"""The first and the last node in what has no place of its own in Python's tree."""
