"""What the rules say of each program and mutant on a release, beside what it did there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

from collection import Sample
from mutations.program import Mutant
from outcomes import Outcome, classify, measured, told

from flake8_nnx_rng import Settings
from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.rules import all_rules
from flake8_nnx_rng.syntax.source import from_text

RELEASES = ("0.9.0", "0.10.7", "0.11.2", "0.12.12")
RANDOM_NUMBERS = re.compile(r"NNX1(0[1-9]|1[0-8])|NNX204|NNX402")
STRICT = tuple(r.code for r in all_rules() if not r.on_by_default and RANDOM_NUMBERS.match(r.code))


@dataclass(frozen=True)
class Report:
    """A finding: the rule, what it says will happen, its message."""

    code: str
    told: str
    message: str


@dataclass(frozen=True)
class Verdict:
    """One mutant on one release, or one program if `operator` is empty."""

    release: str
    program: str
    name: str
    operator: str
    what: str
    outcome: Outcome
    error: str
    reports: tuple[Report, ...]

    @property
    def measured(self) -> str:
        """What it did, in the words of a message."""
        return measured(self.outcome)

    @property
    def is_broken(self) -> bool:
        """Whether it went wrong."""
        return self.outcome is not Outcome.CORRECT

    @property
    def told(self) -> str:
        """What the rules say, the right outcome first; "nothing" if they are silent."""
        said = [report.told for report in self.reports]
        return self.measured if self.measured in said else next(iter(said), "nothing")

    @property
    def is_missed(self) -> bool:
        """Whether it went wrong and no rule said so with the right outcome."""
        return self.is_broken and self.told != self.measured

    @property
    def is_false_report(self) -> bool:
        """Whether it is correct and a rule that is on by default said it were not."""
        return not self.is_broken and any(report.code not in STRICT for report in self.reports)


@dataclass
class Judgement:
    """All verdicts of all releases, and the programs that are not correct on some."""

    verdicts: list[Verdict] = field(default_factory=list)
    left_out: list[Verdict] = field(default_factory=list)
    """Programs on releases that do not run them rightly, with what any rule says of that; their
    mutants are not judged."""

    @cached_property
    def releases(self) -> list[str]:
        """The releases that were judged."""
        judged = {verdict.release for verdict in self.verdicts}
        return [release for release in RELEASES if release in judged]

    def of(self, release: str) -> list[Verdict]:
        """The verdicts of one release."""
        return [verdict for verdict in self.verdicts if verdict.release == release]

    @cached_property
    def misses(self) -> list[Verdict]:
        """The broken mutants that no rule reports rightly."""
        return [verdict for verdict in self.verdicts if verdict.is_missed]

    @cached_property
    def false_reports(self) -> list[Verdict]:
        """The correct ones that are reported."""
        return [verdict for verdict in self.verdicts if verdict.is_false_report]


def judge(samples: list[Sample], results: dict[str, dict[str, Any]]) -> Judgement:
    """Judge every program and mutant on every release that there are results of."""
    judgement = Judgement()
    for release, runs in results.items():
        for sample in samples:
            _judge_sample(judgement, release, sample, runs)
    return judgement


def _judge_sample(judgement: Judgement, release: str, sample: Sample, runs: dict[str, Any]) -> None:
    original = runs[sample.name]
    every = _reports(sample.source, release)
    found = tuple(report for report in every if RANDOM_NUMBERS.fullmatch(report.code))
    itself = Mutant(sample.name, sample.name, "", "the program itself", sample.source)
    verdict = _verdict(release, itself, original, original, found)
    if verdict.is_broken:
        judgement.left_out.append(replace(verdict, reports=every))
        return
    judgement.verdicts.append(verdict)
    for mutant in sample.mutants:
        new = _new(_reports(mutant.source, release), every)
        judgement.verdicts.append(_verdict(release, mutant, runs[mutant.name], original, new))


def _verdict(
    release: str,
    mutant: Mutant,
    run: dict[str, Any],
    original: dict[str, Any],
    reports: tuple[Report, ...],
) -> Verdict:
    outcome = classify(run, original, size_is_free=mutant.size_is_free)
    return Verdict(
        release,
        mutant.program,
        mutant.name,
        mutant.operator,
        mutant.what,
        outcome,
        run.get("error", ""),
        reports,
    )


def _reports(source: str, release: str) -> tuple[Report, ...]:
    """What is found, for which no fixes are made: these have a judge of their own."""
    found = _checker(release).glance(from_text(source, "program.py")).shown
    said = ((d.code, d.consequence, d.message) for d, _ in found)
    return tuple(Report(code, told(effect), f"{what} ({effect})") for code, effect, what in said)


@cache
def _checker(release: str) -> Checker:
    return Checker(settings=Settings(target_flax=release, extend_select=STRICT))


def _new(reports: tuple[Report, ...], old: tuple[Report, ...]) -> tuple[Report, ...]:
    """The reports about random numbers beyond those that the program itself has."""
    left = Counter(report.code for report in old)
    new = _beyond(reports, left)
    return tuple(report for report in new if RANDOM_NUMBERS.fullmatch(report.code))


def _beyond(reports: tuple[Report, ...], left: Counter[str]) -> Iterator[Report]:
    for report in reports:
        if left[report.code]:
            left[report.code] -= 1
        else:
            yield report
