"""A text that is being written, by its outermost statements: what has changed is parsed again."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import TypeAlias

from flake8_nnx_rng.fixes.statements import Statement, Statements, read_statements
from flake8_nnx_rng.syntax.import_text import Clause, clauses
from flake8_nnx_rng.syntax.positions import Lines
from flake8_nnx_rng.syntax.source import Source, SourceError, check_syntax

_WRITTEN = re.compile(r"[^\r\n]+")
_REMARK = re.compile(r"[ \t\f]*(?:#.*)?\Z")
_NOQA = re.compile(r"noqa", re.IGNORECASE)


class Written:
    """A module as its outermost statements."""

    def __init__(
        self,
        source: Source,
        statements: Statements,
        parsed: Sequence[ast.stmt] = (),
        start: int = 0,
    ) -> None:
        self.source = source
        self.statements = statements
        self.parsed = parsed
        """What was parsed anew, from an offset `start` on; nothing where all was."""
        self.start = start

    @classmethod
    def of(cls, source: Source, before: Written | None = None) -> Written:
        """A source as such; raises `SourceError` where it cannot be parsed.

        Only what differs from the text `before` is.
        """
        read = None if before is None else _read(source, before)
        if read is None:
            check_syntax(source)
            return cls(source, Statements.of(source))
        body, start, statements = read
        return cls(source, Statements(source.code, statements), body, start)

    @cached_property
    def pieces(self) -> list[str]:
        """The text of each, with the remarks above it."""
        return [self.source.code[s.start : s.end] for s in self.statements.all]

    @cached_property
    def lines(self) -> Lines:
        """Where its lines begin."""
        return Lines(self.source.code)

    @cached_property
    def rows(self) -> list[int]:
        """The row in which each begins."""
        return [self.lines.position(s.start).row for s in self.statements.all]

    def line_texts(self, numbers: range) -> list[str]:
        """The lines of these statements, which follow one another, with their ends."""
        if not numbers:
            return []
        listed = self.statements.all
        first, end = listed[numbers[0]].start, listed[numbers[-1]].end
        starts = self.lines.starts
        rows = starts[bisect_left(starts, first) : bisect_left(starts, end)]
        return [self.source.code[a:b] for a, b in pairwise([*rows, end])]

    def text_of(self, start: int, end: int | None = None) -> str:
        """Whole lines, from one up to another, counted from 0; all to the end without that."""
        starts = [*self.lines.starts, len(self.source.code)]
        last = len(starts) - 1
        return self.source.code[
            starts[min(start, last)] : starts[last if end is None else min(end, last)]
        ]

    def is_empty(self, row: int) -> bool:
        """Whether a line, counted from 0, is there and says nothing."""
        text = self.text_of(row, row + 1)
        return row < len(self.lines.starts) and _REMARK.match(text.rstrip("\r\n")) is not None

    def at(self, row: int) -> int:
        """The number of the statement with a row."""
        return max(bisect_right(self.rows, row) - 1, 0)

    @cached_property
    def imports(self) -> list[Clause]:
        """What it may hand on to other files."""
        return [*clauses(self.source.code, "")]

    @cached_property
    def imported(self) -> dict[str, str]:
        """The paths of the names that mean an import and nothing else, as it is written."""
        found: dict[str, set[str]] = {}
        for clause in self.imports:
            found.setdefault(clause.local, set()).add(_path(clause))
        listed, defining = self.statements.all, self.statements.defining
        return {
            name: paths.pop()
            for name, paths in found.items()
            if len(paths) == 1
            and all(name in listed[n].imports for n in defining.get(name, ()))
            and all(name not in listed[n].values for n in defining.get(name, ()))
        }

    def part(self, numbers: Set[int]) -> Source:
        """These statements with nothing but line ends between them, so that rows stay."""
        kept = (
            piece if number in numbers else _WRITTEN.sub("", piece)
            for number, piece in enumerate(self.pieces)
        )
        return Source(self.source.filename, "".join(kept))


def _path(clause: Clause) -> str:
    if clause.name:
        return f"{clause.module}.{clause.name}"
    return clause.module if clause.local != clause.module.partition(".")[0] else clause.local


def differing(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many pieces are the same at the beginning of two texts, and how many at their end."""
    least = min(len(old), len(new))
    head = next((n for n in range(least) if old[n] != new[n]), least)
    rest = range(least - head)
    return head, next((n for n in rest if old[-1 - n] != new[-1 - n]), len(rest))


def are_said_alike(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether pieces differ in nothing but remarks that suppress nothing, and empty lines."""
    said, remarks = zip(*map(_parted, (old, new)), strict=True)
    if said[0] != said[1] or any(_NOQA.search(remark) for part in remarks for remark in part):
        return False
    before, after = (ast.dump(ast.parse("".join(pieces))) for pieces in (old, new))
    return before == after  # else what looks like a remark stands in a string


def _parted(pieces: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lines that say something, and the others."""
    said: list[str] = []
    remarks: list[str] = []
    for line in (line for piece in pieces for line in piece.splitlines()):
        (remarks if _REMARK.match(line) else said).append(line)
    return said, remarks


_Parsed: TypeAlias = "tuple[list[ast.stmt], int, Iterator[Statement]]"


def _read(source: Source, before: Written) -> _Parsed | None:
    """The statements of a source of which some are those of the text before it.

    With what was parsed for that, and from where on. Between these and with one of them on each
    side it is read anew: what is behind a statement may belong to it. None where that cannot be
    parsed alone.
    """
    code, known = source.code, before.statements.all
    if not known:
        return None
    head = _same_at_start(code, before.pieces)
    start = known[head].start
    tail, end = _same_at_end(code, start, before.pieces[head:])
    middle = Source(source.filename, code[start:end])
    try:
        body = middle.parsed.body
    except SourceError:
        return None
    if not body:
        return None
    read = [*read_statements(middle.code, body)]
    joined = _joined(known[:head], start, read, end, known[len(known) - tail :])
    return body, start, joined


def _same_at_start(code: str, pieces: Sequence[str]) -> int:
    """How many pieces a code begins with, but for one."""
    offset = count = 0
    while count < len(pieces) and code.startswith(pieces[count], offset):
        offset += len(pieces[count])
        count += 1
    return max(count - 1, 0)


def _same_at_end(code: str, least: int, pieces: Sequence[str]) -> tuple[int, int]:
    """How many pieces a code ends with, but for one, from an offset on; and where these begin."""
    offset, count = len(code), 0
    for piece in reversed(pieces):
        if offset - len(piece) < least or not code.endswith(piece, 0, offset):
            break
        offset -= len(piece)
        count += 1
    return (count - 1, offset + len(pieces[-count])) if count else (0, len(code))


def _joined(
    head: Iterable[Statement],
    start: int,
    middle: Iterable[Statement],
    end: int,
    tail: Sequence[Statement],
) -> Iterator[Statement]:
    """Statements, those behind them that are read anew from an offset to another, and the rest."""
    yield from head
    yield from (_moved(statement, start) for statement in middle)
    yield from (_moved(statement, end - tail[0].start) for statement in tail)


def _moved(statement: Statement, shift: int) -> Statement:
    return replace(statement, start=statement.start + shift, end=statement.end + shift)
