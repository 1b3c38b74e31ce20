"""Why fixes were refused: what there is to do for each, and how many have which reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from flake8_nnx_rng.diagnostic import Diagnostic, Refusal
from flake8_nnx_rng.frontends.command.outcome import counted

_MOST = 10
"""So many reasons are told one by one."""


@dataclass
class RefusedUnit:
    """Code that no fix is made for: the first of the findings about it, and the codes of all."""

    refusal: Refusal
    first: Diagnostic
    codes: dict[str, None] = field(default_factory=dict)

    @property
    def why(self) -> str:
        """What was not done, and the reason, on one line."""
        return f"{self.refusal.outcome}: {_on_one_line(self.refusal.reason)}"

    @property
    def step(self) -> str:
        """What to do by hand, as a sentence without its full stop."""
        told = _on_one_line(self.refusal.next_step)
        return told[:1].upper() + told[1:]


Refused: TypeAlias = Mapping[Diagnostic, RefusedUnit]


def refused_once(diagnostics: Iterable[Diagnostic]) -> Refused:
    """The findings that no fix is made for, each with what it is about."""
    known: dict[tuple[str, Refusal], RefusedUnit] = {}
    found = {}
    for diagnostic in diagnostics:
        refusal = None if diagnostic.fix is None else diagnostic.fix.refusal
        if refusal is not None:
            unit = RefusedUnit(refusal, diagnostic)
            unit = known.setdefault((diagnostic.filename, refusal), unit)
            unit.codes[diagnostic.code] = None
            found[diagnostic] = unit
    return found


def by_reason(diagnostics: Iterable[Diagnostic]) -> str:
    """How many pieces of code were not migrated or fixed, by reason; empty where all were."""
    units = refused_once(diagnostics)
    refusals = [unit.refusal for diagnostic, unit in units.items() if unit.first == diagnostic]
    outcomes = sorted({refusal.outcome for refusal in refusals}, reverse=True)
    return "\n".join(line for outcome in outcomes for line in _counted(outcome, refusals))


def _counted(outcome: str, refusals: Iterable[Refusal]) -> Iterator[str]:
    """One line where there is one reason, else one for each, the most frequent first."""
    counts = Counter(_on_one_line(r.kind) for r in refusals if r.outcome == outcome)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    kind, most = ordered[0]
    if len(ordered) == 1:
        yield f"{outcome}: {most} ({kind})."
        return
    yield f"{outcome}: {counts.total()}"
    width = len(str(most))
    yield from (f"  {count:>{width}}  {kind}" for kind, count in ordered[:_MOST])
    rest = [count for _, count in ordered[_MOST:]]
    if rest:
        yield f"  {sum(rest):>{width}}  for {counted(len(rest), 'other reason')}"


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
