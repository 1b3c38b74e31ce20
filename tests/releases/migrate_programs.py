"""Migrates the old programs of tests/migration/programs for each release that runs them.

FOLDER/RELEASE/NAME.py is the migrated program, FOLDER/RELEASE/outcomes.json says of each how far
its fixes go: "safe" where the safe ones finish it, "unsafe" where it takes unsafe ones, "refused"
where some finding is left, "not found" where nothing was changed, each with the reasons given.
FOLDER/0.8.5 has the programs as they are. Those of pmap are there twice: as exact_NAME.py as fixes
are by default, as NAME.py with `exact-pmap = false`. Run it where flake8-nnx-rng is installed.

Usage: python tests/releases/migrate_programs.py FOLDER
"""

import json
import shutil
import sys
from collections import Counter
from pathlib import Path

from flake8_nnx_rng import Settings, fix_paths

PROGRAMS = Path(__file__).parents[1] / "migration" / "programs"
RULES = ("NNX101", "NNX107", "NNX108", "NNX113", "NNX117", "NNX2", "NNX3")
"""Those that migrate. Some programs mean their lanes to be alike, which other rules report."""
OLD = "0.8.5"
TARGETS = ("0.9.0", "0.10.7", "0.11.2", "0.12.12")


def copied(folder):
    """The old programs in a project that asks for the old release."""
    shutil.copytree(PROGRAMS, folder)
    for path in PROGRAMS.glob("p*.py"):
        shutil.copy(path, folder / f"exact_{path.name}")
    (folder / "requirements.txt").write_text(f"flax=={OLD}\n", encoding="utf-8")
    return folder


def migrated(folder, target, *, unsafe):
    """A report for each program, copied and mended."""
    exact = sorted(copied(folder).glob("exact_*.py"))
    others = sorted({*folder.glob("*.py")} - {*exact})
    plain = Settings(target_flax=target, select=RULES, exact_pmap=False)
    keys = Settings(target_flax=target, select=RULES)
    reports = [
        *fix_paths(others, plain, unsafe=unsafe),
        *fix_paths(exact, keys, unsafe=unsafe),
    ]
    return {Path(report.filename).stem: report for report in reports}


def outcome(safe, unsafe):
    """How far the fixes of one program go, and why not further."""
    for report in (safe, unsafe):
        if report.error or report.problem:
            raise SystemExit(f"{report.filename}: {report.error or report.problem}")
    if not safe.applied and not safe.left:
        return "not found", []
    if not safe.left:
        return "safe", []
    if not unsafe.left:
        return "unsafe", messages(safe)
    return "refused", messages(unsafe)


def messages(report):
    return sorted({left.fix.message if left.fix else left.message for left in report.left})


def main(folder):
    shutil.rmtree(folder, ignore_errors=True)
    copied(folder / OLD)
    for target in TARGETS:
        safe = migrated(folder / f"{target}-safe", target, unsafe=False)
        unsafe = migrated(folder / target, target, unsafe=True)
        outcomes = {name: outcome(safe[name], unsafe[name]) for name in sorted(safe)}
        text = json.dumps(outcomes, indent=1)
        (folder / target / "outcomes.json").write_text(text, encoding="utf-8")
        counts = Counter(extent for extent, _ in outcomes.values())
        print(f"Flax {target}: " + ", ".join(f"{n} {extent}" for extent, n in counts.most_common()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
