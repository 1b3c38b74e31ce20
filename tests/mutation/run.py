"""Changes what the rules and fixes decide, one place at a time, and sees whether a test notices.

    python tests/mutation/run.py [MODULE ...] [--processes N]

prints the mutants that no test has noticed, with the score of each module. It needs cosmic-ray
(extra `mutation`), and works in a copy of the tree. Without a module all of CHOSEN are changed,
which takes an hour or two.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "flake8_nnx_rng"
NEEDED = ("flake8_nnx_rng", "tests", "examples", "pyproject.toml", "setup.cfg")
RULES = sorted(path.stem for path in (PACKAGE / "rules").glob("nnx[1234]*.py"))
CHOSEN = {
    **{f"rules/{name}": (f"rules/test_{name}.py",) for name in RULES},
    **{
        f"fixes/{name}": (f"fixes/test_{name}.py",)
        for name in RULES
        if (ROOT / "tests" / "fixes" / f"test_{name}.py").exists()
        and (PACKAGE / "fixes" / f"{name}.py").exists()
    },
    "fixes/choice": ("test_fixing.py",),
    "fixes/broadcasts": ("fixes/test_nnx102.py", "fixes/test_nnx103.py", "fixes/test_nnx104.py"),
    "settling": ("test_fixing.py", "test_fixing_projects.py"),
}
"""The modules that decide, and the tests that judge them."""
SKIPPED = (
    r"core/ReplaceBinaryOperator_BitOr_.*",  # types, which nobody evaluates
    r"core/ReplaceBinaryOperator_\w+_(RShift|LShift|Pow|Mod|FloorDiv|Div|BitXor|BitOr|BitAnd|Mul)",
    r"core/ReplaceComparisonOperator_Is(Not)?_(Lt|LtE|Gt|GtE|Eq|NotEq)",
    r"core/ReplaceComparisonOperator_(Eq|NotEq)_(Is|IsNot)",  # the same for what is made once
    r"core/ReplaceUnaryOperator_USub_.*",
)
"""Changes that raise wherever they are reached, or that change nothing."""
IDLE = re.compile(r"^-if TYPE_CHECKING:", re.MULTILINE)
CONFIG = """
[cosmic-ray]
module-path = ["flake8_nnx_rng/{module}.py"]
timeout = 600.0
excluded-modules = []
test-command = "{python} -m pytest -x -q -p no:cacheprovider {tests}"

[cosmic-ray.distributor]
name = "local"

[cosmic-ray.filters.operators-filter]
exclude-operators = [{skipped}]
"""
SURVIVORS = (
    "select r.test_outcome, r.diff from work_results r join mutation_specs m using (job_id)"
    " where r.worker_outcome = 'NORMAL' order by m.start_pos_row"
)


def main() -> int:
    """Run; returns 1 if there are mutants that nothing notices."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("modules", nargs="*", default=[*CHOSEN], metavar="MODULE")
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    killed = total = 0
    with TemporaryDirectory() as place, ThreadPoolExecutor(options.processes) as pool:
        jobs = [pool.submit(judged, Path(place), module) for module in options.modules]
        for module, job in zip(options.modules, jobs, strict=True):
            noticed, survivors = job.result()
            killed, total = killed + noticed, total + noticed + len(survivors)
            print(f"{module}: {noticed} of {noticed + len(survivors)}", flush=True)
            for diff in survivors:
                print(diff, flush=True)
    print(f"{killed} of {total} mutants were noticed ({killed / max(total, 1):.1%})")
    return int(killed < total)


def judged(place: Path, module: str) -> tuple[int, list[str]]:
    """How many mutants of a module were noticed, and the diffs of the others."""
    copy = place / module.replace("/", "-")
    copy.mkdir()
    for name in NEEDED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / name)
    tests = " ".join(f"tests/{name}" for name in CHOSEN[module])
    config = CONFIG.format(
        module=module, python=sys.executable, tests=tests, skipped=", ".join(map(repr, SKIPPED))
    )
    (copy / "mutation.toml").write_text(config)
    for command in (
        ["cosmic-ray", "init", "mutation.toml", "mutation.sqlite"],
        ["cr-filter-operators", "mutation.sqlite", "mutation.toml"],
        ["cosmic-ray", "baseline", "mutation.toml"],  # fails where the tests do without a change
        ["cosmic-ray", "exec", "mutation.toml", "mutation.sqlite"],
    ):
        _run(command, copy)
    results = [*_results(copy / "mutation.sqlite")]
    results = [(outcome, diff) for outcome, diff in results if not IDLE.search(diff)]
    shutil.rmtree(copy)
    survivors = [diff for outcome, diff in results if outcome == "SURVIVED"]
    return len(results) - len(survivors), survivors


def _run(command: Sequence[str], folder: Path) -> None:
    tool = shutil.which(command[0], path=str(Path(sys.executable).parent))
    if tool is None:
        sys.exit(f"{command[0]} is not installed: pip install -e '.[mutation]'")
    done = subprocess.run([tool, *command[1:]], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed: {done.stdout}{done.stderr}")


def _results(database: Path) -> Iterator[tuple[str, str]]:
    with sqlite3.connect(database) as connection:
        yield from connection.execute(SURVIVORS)


if __name__ == "__main__":
    sys.exit(main())
