"""Edits of a document's code in terms of its rows."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from flake8_nnx_rng.syntax.documents.document import Document
from flake8_nnx_rng.syntax.documents.lines import LINE_END

Edit = tuple[int, int, str]
"""Start and end in a document's code, and the new code."""

_PART = re.compile(r"[^\n]*\n|[^\n]+")


class Cut(NamedTuple):
    """An edit, and the rows (from 0) that it changes, from `first` up to `last`.

    One that puts whole lines before a row changes none: `first` is that row, and `last`, too.
    `is_inline` says that no line ends in what goes or in what comes.
    """

    start: int
    end: int
    text: str
    first: int
    last: int
    is_inline: bool = False


class NewLine(NamedTuple):
    """A line of the edited code, like which row it is written, and whether it begins as that."""

    code: str
    like: int
    kept: bool


def spliced(code: str, edits: Sequence[Edit]) -> str:
    """The code with edits made that are sorted and do not overlap."""
    pieces, offset = [], 0
    for start, end, text in edits:
        pieces += [code[offset:start], text]
        offset = end
    return "".join([*pieces, code[offset:]])


class Cutter:
    """Cuts one document."""

    def __init__(self, document: Document) -> None:
        self._rows = document.rows
        self._code = f"{document.code}\n"
        self._starts = list(accumulate((len(row.code) + 1 for row in self._rows), initial=0))

    def cuts(self, edits: Sequence[Edit]) -> list[Cut]:
        """The cuts of edits that are sorted and do not overlap."""
        wanted = (edit for edit in edits if edit[0] < edit[1] or edit[2])
        return [self._cut(start, end, LINE_END.sub("\n", text)) for start, end, text in wanted]

    def _cut(self, start: int, end: int, text: str) -> Cut:
        first, last = self._row_at(start), self._row_at(end)
        whole_lines = text.endswith("\n") or (not text and start == self._starts[first])
        if not (whole_lines and end == self._starts[last]):
            last += 1
        is_inline = "\n" not in self._code[start:end] + text
        return self._within_block(Cut(start, end, text, first, last, is_inline))

    def _row_at(self, offset: int) -> int:
        return bisect_right(self._starts, offset, hi=len(self._rows)) - 1

    def _within_block(self, cut: Cut) -> Cut:
        """A deletion of whole lines without those around the code, which only look blank in it."""
        if cut.text or (cut.start, cut.end) != (self._starts[cut.first], self._starts[cut.last]):
            return cut
        rows = range(cut.first, cut.last)
        code = [index for index in rows if not self._is_gap(index)] or rows
        first, last = code[0], code[-1] + 1
        return Cut(self._starts[first], self._starts[last], "", first, last)

    def _is_gap(self, index: int) -> bool:
        row = self._rows[index]
        return row.is_blank and not row.is_code

    def lines(self, first: int, last: int, cuts: Sequence[Cut]) -> list[NewLine]:
        """What becomes of the rows from `first` up to `last`, which hold all of these cuts."""
        lines: list[NewLine] = []
        code, like, kept = "", 0, False
        for text, offset, row in self._pieces(self._starts[first], self._starts[last], cuts):
            for part in _PART.finditer(text):
                if not code:
                    begin = offset + part.start()
                    like = self._row_at(begin) if row is None else row
                    kept = row is None and begin == self._starts[like]
                code += part[0]
                if part[0].endswith("\n"):
                    lines.append(NewLine(code[:-1], like, kept))
                    code = ""
        return lines

    def _pieces(
        self, start: int, end: int, cuts: Sequence[Cut]
    ) -> Iterator[tuple[str, int, int | None]]:
        """The edited code in pieces: kept ones with their offset, new ones with a row."""
        for cut in cuts:
            yield self._code[start : cut.start], start, None
            yield cut.text, cut.start, self._like(cut)
            start = cut.end
        yield self._code[start:end], start, None

    def _like(self, cut: Cut) -> int:
        return cut.first if self._rows[cut.first].block is not None else cut.first - 1
