"""Changes what the rules and fixes decide, one place at a time, and sees whether a test notices.

    python tests/mutation/run.py [MODULE ...] [--sample N] [--seed S]

prints the mutants that no test has noticed, with the score of each module. It needs cosmic-ray
(extra `mutation`), which says how code is changed; no file is. Without a module all that decide
are changed. Where --sample says how many, so many of each module are drawn, always the same for a
seed.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from judging import Judge, Subject
from mutants import Mutant, mutants

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
PACKAGE = ROOT / "flake8_nnx_rng"
RULES = sorted(path.stem for path in (PACKAGE / "rules").glob("nnx[1234]*.py"))
FIXES = sorted(path.stem for path in (PACKAGE / "fixes").glob("nnx*.py"))
OWN = {
    **{f"rules/{name}": (f"rules/test_{name}.py",) for name in RULES},
    **{f"fixes/{name}": (f"fixes/test_{name}.py",) for name in FIXES},
    "fixes/broadcasts": ("fixes/test_nnx102.py", "fixes/test_nnx103.py", "fixes/test_nnx104.py"),
    "fixes/choice": ("fixes/test_choice.py", "test_fixing.py"),
    "settling": ("test_fixing.py", "test_fixing_projects.py"),
}
"""The modules that decide, and the tests that were written for them."""
OLD_CODE = (
    "fixes/test_old_code.py",
    "fixes/test_lifted.py",
    "fixes/test_migrated_arguments.py",
    "fixes/test_helpers.py",
    "fixes/test_across_files.py",
    "test_names_handed_on.py",
)
OF_OLD_CODE = ("nnx101", "nnx201", "nnx202", "nnx203", "nnx204", "nnx301")
BESIDE = {
    "rules": ("rules/test_related.py", "rules/test_messages.py", "rules/test_catalogue.py"),
    "fixes": (
        "fixes/test_changelog_bugs.py",
        "test_fixing.py",
    ),
    "settling": OLD_CODE,
}
"""What looks at all rules or fixes, for the mutants that their own tests do not notice."""
PROGRAMS = "mutation/programs.py"
"""What becomes of old programs, which the matrix of releases runs."""
ASK_AGAIN = (
    *(f"{PACKAGE.name}.{part}" for part in ("rules", "fixes", "linter", "settling")),
    *("sharing", "rules.cases"),
)
IN_PROCESSES = "executor or killed or every_message"
"""Tests that judge little for their time, or start processes, in which nothing is changed."""
OPTIONS = (
    "-p",
    "no:terminal",
    "-p",
    "no:cacheprovider",
    "-o",
    "python_files=test_*.py programs.py",
    "-k",
    f"not ({IN_PROCESSES})",
)


def main() -> int:
    """Run; returns 1 if there are mutants that nothing notices."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("modules", nargs="*", default=[*OWN], metavar="MODULE")
    parser.add_argument("--sample", type=int, metavar="N", help="mutants of each module")
    parser.add_argument("--seed", type=int, default=0, metavar="S")
    options = parser.parse_args()
    subjects = {module: _subject(module) for module in options.modules}
    judges = sorted({path for subject in subjects.values() for path in subject.judges})
    files = frozenset(str(subject.path) for subject in subjects.values())
    scores: list[tuple[int, int]] = []

    def work(judge: Judge) -> None:
        for module, subject in subjects.items():
            every = [*mutants(subject.path.read_text(encoding="utf-8"), f"{module}.py")]
            drawn = _drawn(every, options.sample, f"{options.seed} {module}")
            left = [mutant for mutant in drawn if not judge.is_noticed(subject, mutant)]
            scores.append((len(drawn) - len(left), len(drawn)))
            for text in _told(module, drawn, every, left, judge):
                print(text, flush=True)

    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # ours comes with the package
    status = pytest.main([*OPTIONS, *map(str, judges)], plugins=[Judge(files, ASK_AGAIN, work)])
    if status:
        return int(status)
    noticed, total = (sum(numbers) for numbers in zip(*scores, strict=True))
    print(f"{noticed} of {total} mutants were noticed ({noticed / max(total, 1):.1%})")
    return int(noticed < total)


def _subject(module: str) -> Subject:
    folder, _, name = module.partition("/")
    fixes = (f"fixes/test_{name}.py",) if folder == "rules" else ()
    old = OLD_CODE if folder == "fixes" or name in OF_OLD_CODE else ()
    names = (*OWN[module], *fixes, *BESIDE[folder], *old, PROGRAMS)
    paths = (TESTS / judge for judge in dict.fromkeys(names))
    full = f"{PACKAGE.name}.{module.replace('/', '.')}"
    return Subject(full, PACKAGE / f"{module}.py", tuple(path for path in paths if path.exists()))


def _drawn(every: Sequence[Mutant], sample: int | None, seed: str) -> list[Mutant]:
    if sample is None or sample >= len(every):
        return [*every]
    return random.Random(seed).sample(every, sample)


def _told(
    module: str,
    drawn: Sequence[Mutant],
    every: Sequence[Mutant],
    left: Sequence[Mutant],
    judge: Judge,
) -> Iterator[str]:
    sample = "" if len(drawn) == len(every) else f", a sample of {len(every)}"
    yield f"{module}: {len(drawn) - len(left)} of {len(drawn)}{sample}"
    yield from (mutant.diff for mutant in left)


if __name__ == "__main__":
    sys.exit(main())
