"""Says what became of the mutants that fix_programs.py mended; exits 1 if a fix made wrong code.

RESULTS are the runs of the programs and mutants, FOLDER the mended ones with mended.json, RUNS the
runs of these. With --list it tells of each mutant, otherwise of those that went wrong.

Usage: python tests/oracle/judge_fixes.py RESULTS FOLDER RUNS [--list]
"""

from __future__ import annotations

import json
import sys
from collections import Counter
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
    problem: str

    @property
    def is_wrong(self) -> bool:
        """Whether fixes were made and the result is not correct, or they could not be made."""
        return bool(self.problem or (self.codes and self.after is not Outcome.CORRECT))


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
        told = [m for m in found if m.is_wrong or "--list" in options]
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
        codes = tuple(entry["codes"])
        yield Mending(release, mutant.name, codes, *outcomes, error, entry["problem"])


def _summary(release: str, found: list[Mending]) -> str:
    broken = [m for m in found if m.before is not Outcome.CORRECT]
    right = sum(bool(m.codes) and not m.is_wrong for m in broken)
    wrong = sum(m.is_wrong for m in broken)
    spoilt = sum(m.is_wrong for m in found if m.before is Outcome.CORRECT)
    return (
        f"Flax {release}: {len(broken)} broken mutants, fixes made {right} correct, {wrong} not; "
        f"of {len(found) - len(broken)} correct mutants they spoilt {spoilt}"
    )


def _by_rule(found: list[Mending]) -> Iterator[str]:
    total, right = Counter[str](), Counter[str]()
    for m in found:
        total.update(m.codes)
        right.update(() if m.is_wrong else m.codes)
    for code in sorted(total):
        yield f"  {code}: {right[code]} of {total[code]}"


def _line(m: Mending) -> str:
    codes = " ".join(m.codes) or "no fix"
    return f"  {m.name}: {codes}: {m.before} -> {m.after} {m.error}{m.problem}"


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:4]), set(sys.argv[4:])))
