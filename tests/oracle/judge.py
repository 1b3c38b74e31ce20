"""Holds what the rules say of programs and mutants against what these did on each release.

Fails if on any release less than 95 % of the broken mutants are reported with the right outcome,
if anything is reported of what is correct, if a miss has no reason in misses.json or a reason no
miss, or if docs/oracle.md is not what the results give. RESULTS is what run_programs.py wrote.

--write writes that page, --misses prints what is to be done, --partial judges what has results.

Usage: python tests/oracle/judge.py RESULTS [--write] [--misses] [--partial]
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from typing import Any

from collection import Sample, digest, samples
from judging import RELEASES, Judgement, Verdict, judge
from page import markdown
from reasons import Reasons
from tables import recall, recall_by

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "oracle.md"
ENOUGH = 0.95


def main(results: Path, options: set[str]) -> int:
    """Judge, print, and say whether all is as it must be."""
    saved = _read(results)
    known, to_be_made = current(list(samples()), [found["runs"] for found in saved.values()])
    if not saved or (to_be_made and "--partial" not in options):
        print(f"{len(to_be_made)} results are to be made: {to_be_made[:1]}")
        return 1
    judgement = judge_each(known, {release: found["runs"] for release, found in saved.items()})
    reasons = Reasons.read()
    print("\n".join(_summary(judgement)))
    if "--misses" in options:
        print("\n".join(work_list(judgement, reasons)))
    problems = list(_problems(judgement, reasons))
    if len(saved) == len(RELEASES):
        jax = {release: found["jax"] for release, found in saved.items()}
        text = markdown(known, jax, judgement, reasons)
        if "--write" in options:
            PAGE.write_text(text, encoding="utf-8", newline="\n")
        problems += [*_unused(judgement, reasons), *_drift(text)]
    print("\n".join([*problems, f"{len(judgement.verdicts)} verdicts, {len(problems)} problems"]))
    return 1 if problems else 0


def judge_each(known: list[Sample], runs: dict[str, dict[str, Any]]) -> Judgement:
    """The judgements of all releases in one, each made in a process of its own."""
    apart = [{release: of_release} for release, of_release in runs.items()]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(judge, repeat(known), apart))
    return Judgement(
        [verdict for each in found for verdict in each.verdicts],
        [verdict for each in found for verdict in each.left_out],
    )


def _read(folder: Path) -> dict[str, dict[str, Any]]:
    """The results of each release that was run."""
    files = {release: folder / f"{release}.json" for release in RELEASES}
    for release in files:
        if not files[release].exists():
            print(f"Flax {release}: LEFT OUT, it was not run")
    return {r: json.loads(f.read_text(encoding="utf-8")) for r, f in files.items() if f.exists()}


def current(known: list[Sample], runs: list[dict[str, Any]]) -> tuple[list[Sample], list[str]]:
    """The programs and mutants that have results of their texts, and the names of the others."""
    texts = {name: text for sample in known for name, text in sample.texts.items()}
    made = {n for n, text in texts.items() if all(_is_of(found.get(n), text) for found in runs)}
    kept = [
        replace(sample, mutants=tuple(m for m in sample.mutants if m.name in made))
        for sample in known
        if sample.name in made
    ]
    return kept, sorted(texts.keys() - made)


def _is_of(run: dict[str, Any] | None, text: str) -> bool:
    return run is not None and run["digest"] == digest(text)


def _summary(judgement: Judgement) -> Iterator[str]:
    for release in judgement.releases:
        found = judgement.of(release)
        broken = [verdict for verdict in found if verdict.is_broken]
        yield (
            f"Flax {release}: {sum(not v.operator for v in found)} programs, {len(broken)} broken "
            f"mutants, recall {recall(found):.1%}, "
            f"{sum(v.is_false_report for v in found)} false reports"
        )


def _problems(judgement: Judgement, reasons: Reasons) -> Iterator[str]:
    for release in judgement.releases:
        reached = recall(judgement.of(release))
        if reached < ENOUGH:
            yield f"Flax {release}: recall {reached:.1%} is below {ENOUGH:.0%}"
    for verdict in judgement.false_reports:
        yield f"Flax {verdict.release}: {verdict.name}: false report by {verdict.reports[0].code}"
    unexplained = [v.name for v in judgement.misses if reasons.of(v) is None]
    if unexplained:
        yield f"{len(unexplained)} misses have no reason in misses.json, first: {unexplained[0]}"


def _unused(judgement: Judgement, reasons: Reasons) -> Iterator[str]:
    for reason in reasons.unused(judgement.misses):
        yield f"misses.json: nothing is missed that is {reason.mutants} on {reason.releases}"


def _drift(text: str) -> Iterator[str]:
    current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    if current != text:
        yield "docs/oracle.md is out of date: run judge.py with --write"


def work_list(judgement: Judgement, reasons: Reasons) -> Iterator[str]:
    """Each miss and each false report in one line, the same ones of several releases together."""
    yield "# false reports: program, mutant, releases, what is reported"
    yield from _grouped(judgement.false_reports)
    yield "\n# misses without a reason: mutant, what was done, measured, told, releases, error"
    yield from _grouped([v for v in judgement.misses if reasons.of(v) is None])
    yield "\n# programs that a release does not run correctly; their mutants are not judged there"
    yield from _grouped(judgement.left_out)
    yield "\n# recall by operator"
    for operator, (found, broken) in recall_by(judgement.verdicts, lambda v: v.operator).items():
        yield f"{operator:20} {found:4} of {broken:4}  {found / max(broken, 1):.0%}"


def _grouped(verdicts: list[Verdict]) -> Iterator[str]:
    groups: dict[str, list[str]] = {}
    for v in verdicts:
        said = "; ".join(f"{r.code} {r.told}: {r.message}" for r in v.reports) or "nothing"
        shown = f"{v.name} | {v.what} | {v.outcome} {v.error} | told: {said}"
        groups.setdefault(shown, []).append(v.release)
    for shown, releases in sorted(groups.items()):
        yield f"[{' '.join(releases)}] {shown}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), set(sys.argv[2:])))
