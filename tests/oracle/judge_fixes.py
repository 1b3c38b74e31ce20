"""Says what became of the mutants that fix_programs.py mended; exits 1 if a fix made wrong code.

RESULTS are the runs of the programs and mutants, FOLDER the mended ones with mended.json, RUNS the
runs of these. With --list it tells of those mended in part as well as of those that went wrong.

Usage: python tests/oracle/judge_fixes.py RESULTS FOLDER RUNS [--list]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collection import Sample, samples
from judging import RELEASES
from outcomes import Outcome, classify


@dataclass(frozen=True)
class Mending:
    """A mutant on one release: what it did, and does after the fixes of some rules, if any."""

    release: str
    name: str
    codes: tuple[str, ...]
    before: Outcome
    after: Outcome
    error: str
    left: tuple[str, ...]
    problem: str

    @property
    def is_mended(self) -> bool:
        """Whether fixes made it correct."""
        return bool(self.codes) and self.after is Outcome.CORRECT

    @property
    def is_told(self) -> bool:
        """Whether it is not correct after fixes, and a rule still says so."""
        return bool(self.codes and self.left) and not self.is_mended

    @property
    def is_wrong(self) -> bool:
        """Whether it is not correct after fixes and no rule says so, or these failed."""
        return bool(self.problem or (self.codes and not self.is_mended and not self.is_told))


def main(results: Path, folder: Path, runs: Path, options: set[str]) -> int:
    """Print the figures and what went wrong."""
    index = json.loads((folder / "mended.json").read_text(encoding="utf-8"))
    known = list(samples())
    wrong = 0
    for release in RELEASES:
        files = [parent / f"{release}.json" for parent in (results, runs)]
        if not all(file.exists() for file in files):
            print(f"Flax {release}: LEFT OUT, it was not run")
            continue
        old, new = (json.loads(file.read_text(encoding="utf-8"))["runs"] for file in files)
        found = [m for s in known for m in _mendings(release, s, index[release], old, new)]
        print("\n".join([_summary(release, found), *_by_rule(found)]))
        told = [m for m in found if m.is_wrong or (m.is_told and "--list" in options)]
        print("\n".join(map(_line, told)))
        wrong += sum(m.is_wrong for m in found)
    print(f"{wrong} fixes made wrong code")
    return 1 if wrong else 0


def _mendings(
    release: str, sample: Sample, index: dict[str, Any], old: dict[str, Any], new: dict[str, Any]
) -> Iterator[Mending]:
    """The mutants of a program that runs correctly on the release."""
    original = old[sample.name]
    if classify(original, original, size_is_free=False) is not Outcome.CORRECT:
        return
    for mutant in sample.mutants:
        entry, before = index[mutant.name], old[mutant.name]
        after = new[entry["digest"]] if entry["codes"] else before
        outcomes = [
            classify(r, original, size_is_free=mutant.size_is_free) for r in (before, after)
        ]
        error = after.get("error", "")
        codes, left = tuple(entry["codes"]), tuple(entry["left"])
        yield Mending(release, mutant.name, codes, *outcomes, error, left, entry["problem"])


def _summary(release: str, found: list[Mending]) -> str:
    broken = [m for m in found if m.before is not Outcome.CORRECT]
    correct = [m for m in found if m.before is Outcome.CORRECT]
    return (
        f"Flax {release}: of {len(broken)} broken mutants fixes made "
        f"{sum(m.is_mended for m in broken)} correct, {sum(m.is_told for m in broken)} in part, "
        f"{sum(m.is_wrong for m in broken)} wrong in another way; of {len(correct)} correct "
        f"mutants they spoilt {sum(not m.is_mended for m in correct if m.codes)}"
    )


def _by_rule(found: list[Mending]) -> Iterator[str]:
    codes = sorted({code for m in found for code in m.codes})
    for code in codes:
        of_rule = [m for m in found if code in m.codes]
        right, told = sum(m.is_mended for m in of_rule), sum(m.is_told for m in of_rule)
        wrong = sum(m.is_wrong for m in of_rule)
        yield f"  {code}: {right} correct, {told} in part, {wrong} wrong"


def _line(m: Mending) -> str:
    codes = " ".join(m.codes) or "no fix"
    left = f" left: {' '.join(m.left)}" if m.left else ""
    return f"  {m.name}: {codes}: {m.before} -> {m.after} {m.error}{m.problem}{left}"


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:4]), set(sys.argv[4:])))
