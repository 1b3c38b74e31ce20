"""Changed lines put into the sources of a notebook's cells, in the style of its JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from flake8_nnx_rng.syntax.documents.changes import Change
from flake8_nnx_rng.syntax.documents.lines import BOM
from flake8_nnx_rng.syntax.documents.sources import RawLine, Span, raw_lines, strings

_ESCAPED_LETTER = re.compile(r"(?<!\\)(?:\\\\)*\\u(?!00[0-7])")


class CellWriter:
    """Writes sources for one notebook; it escapes other than ASCII characters if that does."""

    def __init__(self, text: str) -> None:
        self._text = text
        is_ascii = text.removeprefix(BOM).isascii()
        self._escapes = is_ascii and _ESCAPED_LETTER.search(text) is not None

    def write(self, source: Span, changes: Sequence[Change]) -> str | None:
        """A source with its lines changed; None if some line of it is in several strings."""
        spans = strings(self._text, source)
        lines = raw_lines(self._text, spans)
        if lines is None:
            return None
        is_list = self._text[source[0]] == "["
        one_each = is_list and len(spans) >= sum(bool(line.text or line.end) for line in lines)
        homes = [None if one_each else line.string for line in lines]
        for change in reversed(changes):
            home = homes[min(change.first, len(homes) - 1)]
            new = [RawLine(self._encoded(line), "", home) for line in change.lines]
            lines[change.first : change.last] = new
        lines = _ended(lines)
        return self._listed(source, spans, lines) if is_list else _string(lines)

    def _encoded(self, line: str) -> str:
        return json.dumps(line, ensure_ascii=self._escapes)[1:-1]

    def _listed(self, source: Span, spans: Sequence[Span], lines: Sequence[RawLine]) -> str:
        """The list of strings, each behind what stood before it or before its neighbours."""
        ends = [source[0] + 1, *(end for _, end in spans)]
        gaps = [self._text[end:start] for end, (start, _) in zip(ends, spans, strict=False)]
        first = gaps[0] if gaps else ""
        between = gaps[1] if len(gaps) > 1 else f",{first or ' '}"
        written = ""
        for number, string in _strings(lines):
            if string != '""' or (number is not None and self._is_empty(spans[number])):
                written += (gaps[number] if number else between) if written else first
                written += string
        return f"[{written}{self._text[ends[-1] : source[1]]}" if written else "[]"

    def _is_empty(self, string: Span) -> bool:
        return self._text[slice(*string)] == '""'


def _ended(lines: Sequence[RawLine]) -> list[RawLine]:
    """The lines with an end on each but the last."""
    newline = next((line.end for line in lines if line.end), r"\n")
    *others, last = lines or [RawLine("", "", None)]
    return [*(line._replace(end=line.end or newline) for line in others), last._replace(end="")]


def _strings(lines: Sequence[RawLine]) -> Iterator[tuple[int | None, str]]:
    """The lines as JSON strings, those of one string together."""
    for number, group in groupby(lines, lambda line: line.string):
        together = list(group)
        for some in [together] if number is not None else [[line] for line in together]:
            yield number, _string(some)


def _string(lines: Sequence[RawLine]) -> str:
    return f'"{"".join(line.text + line.end for line in lines)}"'
