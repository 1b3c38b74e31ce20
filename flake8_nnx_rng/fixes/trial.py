"""Trials: what the rules about random numbers say of a module once edits are made in it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import splice
from flake8_nnx_rng.fixes.imports import import_edits
from flake8_nnx_rng.rules import all_rules, names_of_rules
from flake8_nnx_rng.semantics.analysis import Analysis
from flake8_nnx_rng.semantics.neighbours import Neighbours
from flake8_nnx_rng.syntax.source import Source, SourceError, check_syntax

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.fix import Fix
    from flake8_nnx_rng.rules.base import Rule

_NUMBERS = re.compile(r"NNX1\d\d")


def mends(bench: Bench, code: str, fix: Fix, allowed: frozenset[str] = frozenset()) -> bool:
    """Whether a fix leaves fewer findings of a rule, and no more of any but the allowed ones.

    Rules that are off by default may find more.
    """
    before, after = bench.tool(_as_it_is), _after(bench, fix)
    if after is None or after[code] >= before[code]:
        return False
    counted = (rule.code for rule in _rules() if rule.on_by_default)
    return all(after[other] <= before[other] for other in counted if other not in allowed)


def _as_it_is(bench: Bench) -> Counter[str]:
    return _counted(bench.analysis)


def _after(bench: Bench, fix: Fix) -> Counter[str] | None:
    """The findings when a fix is made; None if that is no Python."""
    source, analysis = bench.module.source, bench.analysis
    edits = [*fix.edits, *import_edits(bench.module, [fix])]
    changed = Source(source.filename, splice(source.text, edits))
    try:
        check_syntax(changed)
    except SourceError:
        return None
    names = names_of_rules(analysis.release)
    around = None if analysis.neighbours is None else Neighbours(analysis.neighbours.files)
    return _counted(
        Analysis(
            changed,
            analysis.release,
            names,
            analysis.declared,
            legacy=analysis.is_legacy,
            neighbours=around,
        )
    )


def _counted(analysis: Analysis) -> Counter[str]:
    """How many findings each rule has."""
    outline, release = analysis.module.source.outline, analysis.release
    asked = (rule for rule in _rules() if rule.may_find(outline, release))
    return Counter({rule.code: sum(1 for _ in rule.check(analysis)) for rule in asked})


def _rules() -> list[Rule]:
    return [rule for rule in all_rules() if _NUMBERS.fullmatch(rule.code)]
