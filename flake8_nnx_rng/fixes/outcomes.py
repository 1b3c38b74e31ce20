"""Outcomes: what the rules about random numbers find in a module before and after some fixes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import splice
from flake8_nnx_rng.fixes.imports import import_edits
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


class Outcomes:
    """What fixes do to one module, each read in the part of it that its edits concern."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._analysis = bench.analysis
        self._slices = Slices(bench)
        self._known: dict[tuple[Span, ...], Counter[str]] = {}

    def of(
        self, codes: Collection[str], fixes: Sequence[Fix]
    ) -> tuple[Counter[str], Counter[str]] | None:
        """The findings before and after some fixes, made together; None if that is no Python."""
        imports = import_edits(self._bench.module, fixes)
        edits = {edit for fix in fixes for edit in fix.edits}
        part = self._showing(codes, self._slices.around(sorted(edits), imports))
        if part is not None:
            return self._pair(self._before(part), part.edited([*edits, *imports]))
        text = splice(self._analysis.module.source.text, [*edits, *imports])
        return self._pair(self._as_it_is, text)

    def read_for(self, code: str, fix: Fix) -> tuple[Span, ...]:
        """What has to be read to try a fix; nothing for the whole module."""
        imports = import_edits(self._bench.module, [fix])
        part = self._showing([code], self._slices.around(fix.edits, imports))
        return () if part is None else part.pieces

    def _showing(self, codes: Iterable[str], part: Slice | None) -> Slice | None:
        """A part, unless it is too small to show what fixes are for: a rule finds nothing there."""
        shows = part is not None and all(self._before(part)[code] for code in codes)
        return part if shows else None

    def _pair(self, before: Counter[str], text: str) -> tuple[Counter[str], Counter[str]] | None:
        known = self._analysis.module.source
        source = Source(known.filename, text, handed=known.handed)
        try:
            check_syntax(source)
        except SourceError:
            return None
        return before, self._counted(source)

    def _before(self, part: Slice) -> Counter[str]:
        if part.pieces not in self._known:
            found = (self._found_in[number] for number in part.numbers)
            self._known[part.pieces] = (
                Counter(chain(*found)) if part.closed else self._counted(part.source)
            )
        return self._known[part.pieces]

    @cached_property
    def _found_in(self) -> dict[int, list[str]]:
        """The codes of the findings in each statement of the module."""
        found = defaultdict[int, list[str]](list)
        statements = self._bench.tool(statements_of)
        for code, finding in _findings(self._analysis):
            found[statements.at(finding.node.start)].append(code)
        return found

    @cached_property
    def _as_it_is(self) -> Counter[str]:
        return Counter(chain(*self._found_in.values()))

    def _counted(self, source: Source) -> Counter[str]:
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
        return Counter(code for code, _ in _findings(changed))


def _findings(analysis: Analysis) -> Iterator[tuple[str, Finding]]:
    """What the rules find, with their codes."""
    outline, release = analysis.module.source.outline, analysis.release
    for rule in counted_rules():
        for finding in rule.check(analysis) if rule.may_find(outline, release) else ():
            yield rule.code, finding


def counted_rules() -> list[Rule]:
    """The rules about random numbers."""
    return [rule for rule in all_rules() if _NUMBERS.fullmatch(rule.code)]
