"""The lines that edits change, before and after, with a line around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import chain

from flake8_nnx_rng.diagnostic import TextEdit
from flake8_nnx_rng.syntax.positions import Lines, Position


def small_diff(lines: Sequence[str], edits: Sequence[TextEdit], width: int) -> list[str]:
    """The changed lines with the numbers that they get; none where they are not known."""
    numbered = [*lines, ""]  # an edit may end behind the last line end
    if not lines or max(edit.end_location.row for edit in edits) > len(numbered):
        return []
    shown: list[str] = []
    shift = 0
    for hunk in _hunks(edits):
        first = max(hunk[0].location.row - 1, 1)
        last = max(edit.end_location.row for edit in hunk) + 1
        old = numbered[first - 1 : last]
        new = _edited(old, first, hunk)
        if last >= len(numbered) and old[-1] == new[-1] == "":
            old, new = old[:-1], new[:-1]
        shown += [f"{'':>{width}} |", *_rows(old, new, first + shift, width)]
        shift += len(new) - len(old)
    return [*shown, f"{'':>{width}} |"] if shown else []


def _hunks(edits: Sequence[TextEdit]) -> Iterator[list[TextEdit]]:
    """Edits together that stand within a few lines of each other."""
    hunk: list[TextEdit] = []
    for edit in sorted(edits, key=lambda edit: edit.location):
        if hunk and edit.location.row > hunk[-1].end_location.row + 2:
            yield hunk
            hunk = []
        hunk.append(edit)
    yield hunk


def _edited(lines: Sequence[str], first: int, hunk: Sequence[TextEdit]) -> list[str]:
    """Lines with the edits made; the first line has this row."""
    text = Lines("\n".join(lines))
    pieces, offset = [], 0
    for edit in hunk:
        start, end = (
            text.offset(Position(row - first + 1, column))
            for row, column in (edit.location, edit.end_location)
        )
        pieces += [text.text[offset:start], "\n".join(edit.content.splitlines())]
        pieces += ["\n"] if edit.content.endswith(("\n", "\r")) else []
        offset = end
    return "".join([*pieces, text.text[offset:]]).split("\n")


def _rows(old: Sequence[str], new: Sequence[str], first: int, width: int) -> Iterator[str]:
    groups = SequenceMatcher(None, old, new).get_grouped_opcodes(1)
    for tag, start, end, new_start, new_end in chain.from_iterable(groups):
        if tag != "equal":
            yield from (f"{'':>{width}} - {line}".rstrip() for line in old[start:end])
        sign = "|" if tag == "equal" else "+"
        for number, line in enumerate(new[new_start:new_end], first + new_start):
            yield f"{number:>{width}} {sign} {line}".rstrip()
