"""`# noqa` comments as flake8 reads them: which stand where, what they name, and new ones."""

from __future__ import annotations

import io
import re
import tokenize
from argparse import Namespace
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from flake8.processor import FileProcessor

from flake8_nnx_rng.syntax.positions import Lines, Position

OWN = "NNX"
_DIRECTIVE = re.compile(r"# noqa(?::\s?(?P<codes>(?:[A-Z]+[0-9]+(?:[,\s]+)?)+))?", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]+[0-9]+", re.IGNORECASE)
_OPTIONS = Namespace(
    disable_noqa=False,
    hang_closing=False,
    indent_size=4,
    max_doc_length=None,
    max_line_length=79,
    verbose=0,
)


def processor_of(code: str) -> FileProcessor:
    """The code as flake8 has it."""
    return FileProcessor("source", _OPTIONS, io.StringIO(code, newline=None).readlines())


class Code(NamedTuple):
    """A code that a directive names, or its beginning, and where it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Directive:
    """A comment that suppresses what is found in some rows, and where it stands in the code.

    `comment` is the span of the comment that it is part of.
    """

    start: int
    end: int
    rows: range
    codes: tuple[Code, ...]
    comment: tuple[int, int]


class Directives:
    """The directives of a module, and the lines that they are for: one for each logical line."""

    def __init__(self, code: str) -> None:
        self._code = code
        self._lines = Lines(code)
        self._processor = processor_of(code)

    @cached_property
    def _comments(self) -> dict[int, tuple[int, int]]:
        """The comment in each row, from where to where."""
        return {
            token.start[0]: (self._offset(*token.start), self._offset(*token.end))
            for token in self._tokens
            if token.type == tokenize.COMMENT
        }

    @cached_property
    def _ends(self) -> set[int]:
        """The rows at whose end a comment may stand: not in a string or before a backslash."""
        ends = (tokenize.NEWLINE, tokenize.NL)
        return {token.start[0] for token in self._tokens if token.type in ends}

    @cached_property
    def _tokens(self) -> list[tokenize.TokenInfo]:
        try:
            return self._processor.file_tokens
        except (SyntaxError, tokenize.TokenError):
            return []

    def _offset(self, row: int, column: int) -> int:
        return self._lines.offset(Position(row, column + 1))

    def rows_around(self, row: int) -> range:
        """The rows of the logical line that a row belongs to."""
        line = self._processor.noqa_line_for(row)
        first = last = row
        while first > 1 and self._processor.noqa_line_for(first - 1) is line:
            first -= 1
        while self._processor.noqa_line_for(last + 1) is line and line is not None:
            last += 1
        return range(first, last + 1)

    def is_taken(self, row: int) -> bool:
        """Whether something counts as the directive of a row, be it in a string."""
        line = self._processor.noqa_line_for(row)
        return line is not None and _DIRECTIVE.search(line) is not None

    def for_row(self, row: int) -> Directive | None:
        """The directive that counts in a row, if it stands in a comment."""
        line = self._processor.noqa_line_for(row)
        match = None if line is None else _DIRECTIVE.search(line)
        if line is None or match is None:
            return None
        rows = self.rows_around(row)
        place = rows.start + line.count("\n", 0, match.start())
        line_start = line.rfind("\n", 0, match.start()) + 1
        shift = self._offset(place, 0) - line_start
        start, end = match.start() + shift, match.end() + shift
        comment = self._comments.get(place)
        if comment is None or not comment[0] <= start < comment[1]:
            return None
        codes = () if match["codes"] is None else self._codes(start, end)
        return Directive(start, codes[-1].end if codes else end, rows, codes, comment)

    def _codes(self, start: int, end: int) -> tuple[Code, ...]:
        found = _CODE.finditer(self._code, self._code.index(":", start) + 1, end)
        return tuple(Code(match[0], match.start(), match.end()) for match in found)

    def all(self) -> Iterator[Directive]:
        """Every directive that counts."""
        row = 1
        while row <= len(self._processor.lines):
            directive = self.for_row(row)
            if directive is not None:
                yield directive
            row = self.rows_around(row).stop

    def end_for(self, row: int) -> int:
        """Where in the logical line of a row a new directive may stand: best in that row."""
        place = row if row in self._ends else self.rows_around(row).stop - 1
        start = self._offset(place, 0)
        line = self._processor.lines[place - 1]
        return start + len(line.rstrip())


class Unused(NamedTuple):
    """A directive with codes that suppress nothing: those of rules, and those of none."""

    directive: Directive
    idle: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing that it names is of use."""
        return len(self.idle) + len(self.unknown) == len(self.directive.codes)

    def message(self) -> str:
        """What is wrong, in one line."""
        kinds = {"unused": self.idle, "unknown": self.unknown}
        told = "; ".join(f"{kind}: {', '.join(codes)}" for kind, codes in kinds.items() if codes)
        return f"unused noqa directive ({told})"


def unused(
    code: str,
    found: Mapping[int, Collection[str]],
    judged: Collection[str],
    known: Collection[str],
) -> Iterator[Unused]:
    """The directives that name codes of ours without need.

    `found` are the codes that are found in each row, `judged` the rules that were asked, `known`
    all codes that there are.
    """
    for directive in Directives(code).all():
        hits = {hit for row in directive.rows for hit in found.get(row, ())}
        idle: list[str] = []
        unknown: list[str] = []
        for name in (c.text.upper() for c in directive.codes):
            covered = {code for code in known if code.startswith(name)}
            if not name.startswith(OWN) or any(hit.startswith(name) for hit in hits):
                continue
            if not covered:
                unknown.append(name)
            elif covered <= {*judged}:
                idle.append(name)
        if idle or unknown:
            yield Unused(directive, tuple(idle), tuple(unknown))


class Change(NamedTuple):
    """Text to write in place of a span of the code."""

    start: int
    end: int
    text: str


def without(code: str, found: Unused) -> Change:
    """The change that takes out what is of no use; a reason goes with the last code."""
    directive = found.directive
    if not found.is_whole:
        gone = {*found.idle, *found.unknown}
        kept = [c.text for c in directive.codes if c.text.upper() not in gone]
        start, end = directive.codes[0].start, directive.codes[-1].end
        return Change(start, end, (", " if "," in code[start:end] else " ").join(kept))
    first, last = directive.comment
    end = code.find("#", directive.end, last)
    if end >= 0:  # another comment follows
        return Change(directive.start, end, "")
    if directive.start > first:
        return Change(len(code[: directive.start].rstrip()), last, "")
    start = len(code[:first].rstrip(" \t\f"))
    is_alone = start == 0 or code[start - 1] in "\r\n"
    return Change(start, Lines(code).line_end(last) if is_alone else last, "")


def added(code: str, found: Iterable[tuple[int, str]], reason: str) -> list[Change]:
    """The changes that suppress codes found in rows; none where a comment would not count.

    Only the first directive of a logical line does, and that may be what a string looks like.
    """
    directives = Directives(code)
    wanted: defaultdict[int, dict[str, None]] = defaultdict(dict)
    first: dict[int, int] = {}
    for row, name in found:
        line = directives.rows_around(row).start
        first.setdefault(line, row)
        wanted[line][name] = None
    made = (_addition(directives, first[line], [*names], reason) for line, names in wanted.items())
    return [change for change in made if change is not None]


def _addition(directives: Directives, row: int, names: list[str], reason: str) -> Change | None:
    known = directives.for_row(row)
    if known is None and directives.is_taken(row):
        return None
    codes = ", ".join(sorted(names))
    if known is not None and known.codes:
        return Change(known.end, known.end, f", {codes}")
    end = directives.end_for(row)
    return Change(end, end, f"  # noqa: {codes} {reason}".rstrip())
