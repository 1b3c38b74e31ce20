"""A text that is being written, by its outermost statements: what has changed is parsed again."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from functools import cached_property

from flake8_nnx_rng.fixes.statements import Statement, Statements, read_statements
from flake8_nnx_rng.syntax.import_text import Clause, clauses
from flake8_nnx_rng.syntax.positions import Lines
from flake8_nnx_rng.syntax.source import Source, SourceError, check_syntax

_WRITTEN = re.compile(r"[^\r\n]+")
_REMARK = re.compile(r"[ \t\f]*(?:#.*)?\Z")
_NOQA = re.compile(r"noqa", re.IGNORECASE)


class Written:
    """A module as its outermost statements."""

    def __init__(self, source: Source, statements: Statements) -> None:
        self.source = source
        self.statements = statements

    @classmethod
    def of(cls, source: Source, before: Written | None = None) -> Written:
        """A source as such; raises `SourceError` where it cannot be parsed.

        Only what differs from the text `before` is.
        """
        read = None if before is None else _read(source, before)
        if read is None:
            check_syntax(source)
            return cls(source, Statements.of(source))
        return cls(source, Statements(source.code, read))

    @cached_property
    def pieces(self) -> list[str]:
        """The text of each, with the remarks above it."""
        return [self.source.code[s.start : s.end] for s in self.statements.all]

    @cached_property
    def rows(self) -> list[int]:
        """The row in which each begins."""
        lines = Lines(self.source.code)
        return [lines.position(s.start).row for s in self.statements.all]

    def at(self, row: int) -> int:
        """The number of the statement with a row."""
        return max(bisect_right(self.rows, row) - 1, 0)

    @cached_property
    def imports(self) -> list[Clause]:
        """What it may hand on to other files."""
        return [*clauses(self.source.code, "")]

    def part(self, numbers: Set[int]) -> Source:
        """These statements with nothing but line ends between them, so that rows stay."""
        kept = (
            piece if number in numbers else _WRITTEN.sub("", piece)
            for number, piece in enumerate(self.pieces)
        )
        return Source(self.source.filename, "".join(kept))


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


def _read(source: Source, before: Written) -> Iterator[Statement] | None:
    """The statements of a source of which some are those of the text before it.

    Between these and with one of them on each side it is read anew: what is behind a statement may
    belong to it. None where that cannot be parsed alone.
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
    return _joined(known[:head], start, read, end, known[len(known) - tail :])


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
