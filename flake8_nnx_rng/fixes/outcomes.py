"""Outcomes: what the rules about random numbers find in a module before and after some fixes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from flake8_nnx_rng.fixes.fix import splice
from flake8_nnx_rng.fixes.imports import import_edits
from flake8_nnx_rng.fixes.parts import Origins
from flake8_nnx_rng.fixes.slices import Slice, Slices, statements_of
from flake8_nnx_rng.rules import all_rules, names_of_rules
from flake8_nnx_rng.semantics.analysis import Analysis
from flake8_nnx_rng.semantics.project.neighbours import Neighbours
from flake8_nnx_rng.syntax.source import Source, SourceError, check_syntax

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.cases import Span
    from flake8_nnx_rng.fixes.fix import Fix
    from flake8_nnx_rng.rules.base import Finding, Rule

_NUMBERS = re.compile(r"NNX1\d\d")


Found: TypeAlias = "dict[str, list[int]]"
"""Where in the module, as it is, that stands which each rule finds."""


@dataclass(frozen=True)
class Outcome:
    """What the rules find before and after fixes."""

    before: Found
    after: Found

    def gain(self, code: str) -> int:
        """How much more a rule finds."""
        return len(self.after.get(code, ())) - len(self.before.get(code, ()))

    def is_found(self, code: str, start: int, end: int) -> bool:
        """Whether a rule still finds something within a span."""
        return any(start <= place < end for place in self.after.get(code, ()))

    def is_new(self, code: str, start: int, end: int) -> bool:
        """Whether a rule finds more within a span."""
        counts = (
            sum(start <= place < end for place in found.get(code, ()))
            for found in (self.after, self.before)
        )
        return next(counts) > next(counts)


class Outcomes:
    """What fixes do to one module, each read in the part of it that its edits concern."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._analysis = bench.analysis
        self._known: dict[tuple[Span, ...], Found] = {}

    @cached_property
    def _slices(self) -> Slices:
        return Slices(self._bench)

    def of(self, codes: Collection[str], fixes: Sequence[Fix]) -> Outcome | None:
        """What comes of some fixes that are made together; None if that is no Python."""
        imports = import_edits(self._bench.module, fixes)
        edits = {edit for fix in fixes for edit in fix.edits}
        part = self._showing(codes, self._slices.around(sorted(edits), imports))
        made = [*edits, *imports]
        if part is not None:
            before, text, origin = self._before(part), part.edited(made), part.origin(made)
        else:
            before, text = self._as_it_is, splice(self._analysis.module.source.text, made)
            origin = Origins(made).of
        known = self._analysis.module.source
        source = Source(known.filename, text, handed=known.handed)
        try:
            check_syntax(source)
        except SourceError:
            return None
        return Outcome(before, self._found_in(source, origin))

    def read_for(self, code: str, fix: Fix) -> tuple[Span, ...]:
        """What has to be read to try a fix; nothing for the whole module."""
        imports = import_edits(self._bench.module, [fix])
        part = self._showing([code], self._slices.around(fix.edits, imports))
        return () if part is None else part.pieces

    def _showing(self, codes: Iterable[str], part: Slice | None) -> Slice | None:
        """A part, unless it is too small to show what fixes are for: a rule finds nothing there."""
        shows = part is not None and all(self._before(part).get(code) for code in codes)
        return part if shows else None

    def _before(self, part: Slice) -> Found:
        if part.pieces not in self._known:
            found = (self._by_statement[number] for number in part.numbers)
            self._known[part.pieces] = (
                _by_code(chain(*found))
                if part.closed
                else self._found_in(part.source, part.origin([]))
            )
        return self._known[part.pieces]

    @cached_property
    def _by_statement(self) -> dict[int, list[tuple[str, int]]]:
        """The findings in each statement of the module, by their codes and places."""
        found = defaultdict[int, list[tuple[str, int]]](list)
        statements = self._bench.tool(statements_of)
        for code, finding in _findings(self._analysis):
            start = finding.node.start
            found[statements.at(start)].append((code, start))
        return found

    @cached_property
    def _as_it_is(self) -> Found:
        return _by_code(chain(*self._by_statement.values()))

    def _found_in(self, source: Source, origin: Callable[[int], int]) -> Found:
        known = self._analysis
        around = None if known.neighbours is None else Neighbours(known.neighbours.files)
        changed = Analysis(
            source,
            known.release,
            names_of_rules(known.release),
            known.said,
            pinned=known.source,
            neighbours=around,
        )
        return _by_code((code, origin(found.node.start)) for code, found in _findings(changed))


def _by_code(found: Iterable[tuple[str, int]]) -> Found:
    places: Found = {}
    for code, place in found:
        places.setdefault(code, []).append(place)
    return places


def _findings(analysis: Analysis) -> Iterator[tuple[str, Finding]]:
    """What the rules find, with their codes."""
    outline, release = analysis.module.source.outline, analysis.release
    for rule in counted_rules():
        for finding in rule.check(analysis) if rule.may_find(outline, release) else ():
            yield rule.code, finding


def counted_rules() -> list[Rule]:
    """The rules about random numbers."""
    return [rule for rule in all_rules() if _NUMBERS.fullmatch(rule.code)]
