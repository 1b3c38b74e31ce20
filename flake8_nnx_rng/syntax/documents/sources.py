"""The sources of a notebook's cells in the raw JSON, so that the rest of it can stay as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from flake8_nnx_rng.syntax.documents.lines import BOM

Span = tuple[int, int]

_decode = json.JSONDecoder().raw_decode
_BLANKS = re.compile(r"[ \t\r\n]*")
_END = r"(?:\\r|\\u000[dD])?(?:\\n|\\u000[aA])|\\r|\\u000[dD]"
_ROW = re.compile(rf"((?:[^\\]|\\(?![nr]|u000[aAdD]).)*)({_END}|\Z)")


class RawLine(NamedTuple):
    """A line as its cell's JSON spells it, with its end, and the number of its string.

    A line that no string holds yet is numbered None.
    """

    text: str
    end: str
    string: int | None


def source_spans(text: str) -> Iterator[Span | None]:
    """Where the source of each cell of a notebook is, in the order of cells."""
    root = _behind_blanks(text, len(BOM) * text.startswith(BOM))
    sheets = _members(text, root).get("worksheets")
    starts = [root] if sheets is None else [start for _, start, _ in _values(text, sheets[0])]
    for sheet in starts:
        for _, cell, _ in _values(text, _members(text, sheet)["cells"][0]):
            members = _members(text, cell)
            yield members.get("source", members.get("input"))


def strings(text: str, span: Span) -> list[Span]:
    """Where the strings of a source are, quotes included: one, or those of a list."""
    if text[span[0]] == '"':
        return [span]
    return [(start, end) for _, start, end in _values(text, span[0])]


def raw_lines(text: str, spans: list[Span]) -> list[RawLine] | None:
    """The lines of a source; None if some line is in several strings."""
    lines: list[RawLine] = []
    for number, (start, end) in enumerate(spans):
        if lines and lines.pop().text:
            return None
        lines += _raw_lines(text[start + 1 : end - 1], number)
    return lines or [RawLine("", "", None)]


def _raw_lines(content: str, number: int) -> Iterator[RawLine]:
    at = 0
    while line := _ROW.match(content, at):
        yield RawLine(line[1], line[2], number)
        at = line.end()
        if not line[2]:
            return


def _members(text: str, start: int) -> dict[str | None, Span]:
    return {key: (value, end) for key, value, end in _values(text, start)}


def _values(text: str, start: int) -> Iterator[tuple[str | None, int, int]]:
    """Key, start and end of each value in the object or list that starts here."""
    keyed, key = text[start] == "{", None
    at = _behind_blanks(text, start + 1)
    while text[at] not in "]}":
        if keyed:
            key, colon = _decode(text, at)
            at = _behind_blanks(text, _behind_blanks(text, colon) + 1)
        _, end = _decode(text, at)
        yield key, at, end
        at = _behind_blanks(text, end)
        if text[at] == ",":
            at = _behind_blanks(text, at + 1)


def _behind_blanks(text: str, at: int) -> int:
    blanks = _BLANKS.match(text, at)
    return at if blanks is None else blanks.end()
