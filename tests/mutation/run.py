"""Changes what the rules and fixes decide, one place at a time, and sees whether a test notices.

    python tests/mutation/run.py [MODULE ...] [--processes N]

prints the mutants that no test has noticed, with the score of each module. It needs cosmic-ray
(extra `mutation`), which says how code is changed; no file is. Without a module all of CHOSEN are
changed, which takes an hour or two.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "flake8_nnx_rng"
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
BESIDE = ("rules/test_related.py", "rules/test_messages.py")
"""What looks at all rules, for those that their own tests do not notice."""
INSIDE = "--inside"
"""Before the name of the module that a process is for."""


def main() -> int:
    """Run; returns 1 if there are mutants that nothing notices."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("modules", nargs="*", default=[*CHOSEN], metavar="MODULE")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--own", action="store_true", help="only the tests of the module itself")
    options = parser.parse_args()
    noticed = total = 0
    with ThreadPoolExecutor(options.processes) as pool:
        jobs = [pool.submit(_judged, module, own=options.own) for module in options.modules]
        for module, job in zip(options.modules, jobs, strict=True):
            number, left = job.result()
            noticed, total = noticed + number - len(left), total + number
            print(f"{module}: {number - len(left)} of {number}", flush=True)
            for diff in left:
                print(diff, flush=True)
    print(f"{noticed} of {total} mutants were noticed ({noticed / max(total, 1):.1%})")
    return int(noticed < total)


def _judged(module: str, *, own: bool) -> tuple[int, list[str]]:
    """How many mutants a module has, and the diffs of those that were not noticed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, __file__, INSIDE, module, *([] if own else _beside(module))]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE)
    if done.returncode:
        sys.exit(f"{module}: {done.stdout.decode()}")
    number, left = json.loads(done.stdout)
    return number, left


def _beside(module: str) -> tuple[str, ...]:
    folder, _, name = module.partition("/")
    fixes = f"fixes/test_{name}.py"
    more = (fixes,) if (ROOT / "tests" / fixes).exists() else ()
    return (*BESIDE, *more) if folder == "rules" else ()


def _inside(chosen: str, beside: Sequence[str]) -> int:
    from judging import SECONDS_MORE, TIMES_SLOWER, load_the_rest, passes, seconds
    from mutants import mutants

    module = f"{PACKAGE.name}.{chosen.replace('/', '.')}"
    path = PACKAGE / f"{chosen}.py"
    source = path.read_text()
    load_the_rest(PACKAGE.name, module)
    changed = left = [*mutants(source, f"{chosen}.py")]
    for names in filter(None, (CHOSEN[chosen], beside)):
        tests = [f"tests/{name}" for name in names]
        limit = SECONDS_MORE + TIMES_SLOWER * seconds(module, path, source, tests)
        left = [mutant for mutant in left if passes(module, path, mutant.source, tests, limit)]
    print(json.dumps([len(changed), [mutant.diff for mutant in left]]))
    return 0


if __name__ == "__main__":
    sys.exit(_inside(sys.argv[2], sys.argv[3:]) if sys.argv[1:2] == [INSIDE] else main())
