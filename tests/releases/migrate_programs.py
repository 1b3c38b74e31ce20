"""Migrates the old programs of tests/migration for each release that runs them.

Those of tests/migration/programs are one file each, those of tests/migration/projects folders with
a main.py, other files that it imports, and the project's own requirements. FOLDER/RELEASE/NAME.py
or FOLDER/RELEASE/NAME/main.py is the migrated program, FOLDER/RELEASE/outcomes.json says of each
how far its fixes go: "safe" where the safe ones finish it, "unsafe" where it takes unsafe ones,
"refused" where some finding is left, "not found" where nothing was changed, each with the reasons
given.
FOLDER/0.8.5 has the programs as they are. Those of pmap are there twice: as exact_NAME.py as fixes
are by default, as NAME.py with `exact-pmap = false`. Run it where flake8-nnx-rng is installed.

Usage: python tests/releases/migrate_programs.py FOLDER
"""

import json
import shutil
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from flake8_nnx_rng import Settings, fix_paths

PROGRAMS = Path(__file__).parents[1] / "migration" / "programs"
PROJECTS = Path(__file__).parents[1] / "migration" / "projects"
RULES = ("NNX101", "NNX107", "NNX108", "NNX113", "NNX117", "NNX2", "NNX3")
"""Those that migrate. Some programs mean their lanes to be alike, which other rules report."""
MEANT = ("NNX102",)
"""What old projects do on purpose: lanes that are alike."""
OLD = "0.8.5"
TARGETS = ("0.9.0", "0.10.7", "0.11.2", "0.12.12")


def copied(folder):
    """The old programs in a project that asks for the old release."""
    shutil.copytree(PROGRAMS, folder)
    shutil.copytree(PROJECTS, folder, dirs_exist_ok=True)
    for path in PROGRAMS.glob("p*.py"):
        shutil.copy(path, folder / f"exact_{path.name}")
    (folder / "requirements.txt").write_text(f"flax=={OLD}\n", encoding="utf-8")
    for main in folder.glob("*/main.py"):  # a project of its own, whatever is around it
        (main.parent / "setup.cfg").touch()
    return folder


def migrated(folder, target, *, unsafe):
    """The reports of the files of each program, copied and mended."""
    exact = sorted(copied(folder).glob("exact_*.py"))
    others = sorted({*folder.glob("*.py")} - {*exact})
    plain = Settings(target_flax=target, select=RULES, exact_pmap=False)
    keys = Settings(target_flax=target, select=RULES)
    whole = Settings(target_flax=target, ignore=MEANT)
    reports = [
        *fix_paths(others, plain, unsafe=unsafe),
        *fix_paths(exact, keys, unsafe=unsafe),
        *fix_paths(sorted(folder.glob("*/")), whole, unsafe=unsafe),
    ]
    found = {}
    for report in reports:
        name = Path(report.filename).relative_to(folder).parts[0].removesuffix(".py")
        found.setdefault(name, []).append(report)
    return found


def outcome(safe, unsafe):
    """How far the fixes of one program go, and why not further."""
    for report in (*safe, *unsafe):
        if report.error or report.problem:
            raise SystemExit(f"{report.filename}: {report.error or report.problem}")
    if not any(report.applied or report.left for report in safe):
        return "not found", []
    if not messages(safe):
        return "safe", []
    if not messages(unsafe):
        return "unsafe", messages(safe)
    return "refused", messages(unsafe)


def messages(reports):
    left = [finding for report in reports for finding in report.left]
    return sorted({finding.fix.message if finding.fix else finding.message for finding in left})


def migrate(folder, target):
    """Write the programs migrated for one release; gives how many go how far."""
    safe = migrated(folder / f"{target}-safe", target, unsafe=False)
    unsafe = migrated(folder / target, target, unsafe=True)
    outcomes = {name: outcome(safe[name], unsafe[name]) for name in sorted(safe)}
    text = json.dumps(outcomes, indent=1)
    (folder / target / "outcomes.json").write_text(text, encoding="utf-8")
    return Counter(extent for extent, _ in outcomes.values())


def main(folder):
    shutil.rmtree(folder, ignore_errors=True)
    copied(folder / OLD)
    with ProcessPoolExecutor() as pool:
        for target, counts in zip(
            TARGETS, pool.map(partial(migrate, folder), TARGETS), strict=True
        ):
            told = ", ".join(f"{n} {extent}" for extent, n in counts.most_common())
            print(f"Flax {target}: {told}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
