"""Trials: what the rules about random numbers say of a module once edits are made in it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
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


def mends(bench: Bench, code: str, fix: Fix, allowed: frozenset[str] = frozenset()) -> bool:
    """Whether a fix leaves fewer findings of a rule, and no more of any but the allowed ones.

    Rules that are off by default may find more.
    """
    found = bench.tool(_Trials).of(code, fix)
    if found is None:
        return False
    before, after = found
    if after[code] >= before[code]:
        return False
    counted = (rule.code for rule in _rules() if rule.on_by_default)
    return all(after[other] <= before[other] for other in counted if other not in allowed)


class _Trials:
    """The trials of the fixes for one module, each of the part of it that its edits concern."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._analysis = bench.analysis
        self._slices = Slices(bench)
        self._known: dict[tuple[Span, ...], Counter[str]] = {}

    def of(self, code: str, fix: Fix) -> tuple[Counter[str], Counter[str]] | None:
        """The findings before and after a fix; None if that is no Python.

        A part in which the rule finds nothing is too small to show what the fix is for.
        """
        imports = import_edits(self._bench.module, [fix])
        part = self._slices.around(fix.edits, imports)
        if part is not None and self._before(part)[code]:
            return self._pair(self._before(part), part.edited([*fix.edits, *imports]))
        text = splice(self._analysis.module.source.text, [*fix.edits, *imports])
        return self._pair(self._as_it_is, text)

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
    for rule in _rules():
        for finding in rule.check(analysis) if rule.may_find(outline, release) else ():
            yield rule.code, finding


def _rules() -> list[Rule]:
    return [rule for rule in all_rules() if _NUMBERS.fullmatch(rule.code)]
