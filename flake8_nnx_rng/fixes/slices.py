"""Slices: the statements that edits have to do with, as a module of their own."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Set
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.cases import Cases, Gaps, Span
from flake8_nnx_rng.fixes.fix import Edit, splice
from flake8_nnx_rng.fixes.parts import Origins
from flake8_nnx_rng.fixes.statements import Statements
from flake8_nnx_rng.fixes.words import WORD
from flake8_nnx_rng.syntax.source import Source

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.semantics.project.neighbours import Files


class Slice:
    """Pieces of a text, in their order: whole lines of some of its statements, `numbers`.

    Of a `closed` one all of these is there, and no other statement uses what they define.
    """

    def __init__(
        self, whole: Source, statements: Statements, numbers: Set[int], apart: Gaps
    ) -> None:
        self.numbers = tuple(sorted(numbers))
        self.closed = not apart and statements.are_closed(numbers)
        own = ((statements.all[number], apart.get(number, ())) for number in self.numbers)
        self.pieces = tuple(span for one, gaps in own for span in _around(one.start, one.end, gaps))
        self._starts: list[int] = []
        self._places: list[int] = []
        self._shifts: list[int] = []
        length = 0
        for start, end in self.pieces:
            self._starts.append(start)
            self._places.append(length)
            self._shifts.append(length - start)
            length += end - start
        text = "".join(whole.text[start:end] for start, end in self.pieces)
        self.source = Source(whole.filename, text, handed=whole.handed)

    def edited(self, edits: Iterable[Edit]) -> str:
        """The text with edits of the whole made, none of which goes beyond these pieces."""
        return splice(self.source.text, [self._moved(edit) for edit in edits])

    def origin(self, edits: Iterable[Edit]) -> Callable[[int], int]:
        """Tells where in the whole that stood which is at an offset once these edits are made."""
        origins = Origins(map(self._moved, edits))

        def of(offset: int) -> int:
            before = origins.of(offset)
            return before - self._shifts[bisect_right(self._places, before) - 1]

        return of

    def _moved(self, edit: Edit) -> Edit:
        shift = self._shifts[bisect_right(self._starts, edit.start) - 1]
        return Edit(edit.start + shift, edit.end + shift, edit.text)


def _around(start: int, end: int, gaps: Iterable[Span]) -> Iterator[Span]:
    """What is left of a span without some gaps in it, which are in order."""
    for gap_start, gap_end in gaps:
        if start < gap_start:
            yield start, gap_start
        start = gap_end
    if start < end:
        yield start, end


def statements_of(bench: Bench) -> Statements:
    """The statements of the module under repair."""
    return Statements.of(bench.module.source)


class Slices:
    """Cuts slices out of one module."""

    def __init__(self, bench: Bench) -> None:
        source, neighbours = bench.module.source, bench.analysis.neighbours
        self._source = source
        self._files = None if neighbours is None else neighbours.files
        self._statements = bench.tool(statements_of)
        self._most = len(self._statements.all) // 2

    def around(self, edits: Iterable[Edit], imports: Iterable[Edit]) -> Slice | None:
        """What edits touch, all that calls it, and all that these use; None for most of the module.

        Tests of test cases stand for themselves. The `imports` that come and go with edits change
        nothing for others.
        """
        made = list(edits)
        known, touched = self._statements, {n for edit in made for n in self._touched(edit)}
        numbers = known.with_callers(touched, self._most)
        concerned = {name for n in numbers for name in known.all[n].defines}
        numbers |= {n for edit in imports for n in self._touched(edit)}
        words = {word for edit in made for word in WORD.findall(edit.text)}
        words |= self._seen_elsewhere(numbers)
        numbers |= {n for word in words for n in known.defining.get(word, ())}
        numbers = known.with_used(numbers, self._most)
        is_most = len(numbers) > self._most
        numbers = {*range(len(known.all))} if is_most else numbers
        apart = self._cases.apart(numbers, [*made, *imports], concerned, words)
        return None if is_most and not apart else Slice(self._source, known, numbers, apart)

    @cached_property
    def _cases(self) -> Cases:
        return Cases(self._source, self._statements)

    def _touched(self, edit: Edit) -> range:
        return self._statements.within(edit.start, edit.end)

    def _seen_elsewhere(self, numbers: Iterable[int]) -> set[str]:
        """The words of the files of the project that may take one of these statements' names."""
        if self._files is None:
            return set()
        origin = self._files.identity(self._source.filename)
        names = {name for number in numbers for name in self._statements.all[number].defines}
        files = {file for name in names for file in self._files.importing(name, origin)}
        return set().union(*(_words_in(file, self._files) for file in sorted(files)))


def _words_in(filename: str, files: Files) -> set[str]:
    source = files.source(filename)
    return set() if source is None else set(WORD.findall(source.code))
