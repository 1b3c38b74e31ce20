"""Counts over verdicts: recall, and the confusion of what was told with what happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeAlias

from judging import Verdict

Confusion: TypeAlias = "Counter[tuple[str, str]]"
"""How often something was (measured, told)."""


def recall(verdicts: Iterable[Verdict]) -> float:
    """The share of broken mutants that are reported with the right outcome."""
    broken = [verdict for verdict in verdicts if verdict.is_broken]
    return sum(not verdict.is_missed for verdict in broken) / max(len(broken), 1)


def recall_by(
    verdicts: Iterable[Verdict], key: Callable[[Verdict], str]
) -> dict[str, tuple[int, int]]:
    """How many broken mutants of each kind are reported, of how many."""
    found: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    for verdict in verdicts:
        broken[key(verdict)] += verdict.is_broken
        found[key(verdict)] += verdict.is_broken and not verdict.is_missed
    return {name: (found[name], broken[name]) for name in sorted(broken) if name}


def confusion(verdicts: Iterable[Verdict]) -> Confusion:
    """What happened and what all rules together told."""
    return Counter((verdict.measured, verdict.told) for verdict in verdicts)


def confusion_of(code: str, verdicts: Iterable[Verdict]) -> Confusion:
    """What happened and what one rule told, where it told anything."""
    found: Confusion = Counter()
    for verdict in verdicts:
        said = {report.told for report in verdict.reports if report.code == code}
        if said:
            right = verdict.measured in said
            found[verdict.measured, verdict.measured if right else min(said)] += 1
    return found
