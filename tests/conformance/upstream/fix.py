"""Fixes the tests that Flax 0.8.5 brings along for the releases that break most of them.

As a project that requires flax==0.8.5: OUT/old has the files as they came, OUT/RELEASE as fixed.
Fails if a file takes longer than it may.

Usage: python tests/conformance/upstream/fix.py FOLDER OUT, FOLDER that of flax/nnx/tests
"""

import resource
import shutil
import subprocess
import sys
from pathlib import Path

RELEASES = ("0.9.0", "0.12.8")
SUITES = ("transforms_test.py", "integration_test.py", "rngs_test.py")
PROJECT = '[project]\nname = "old"\nversion = "0"\ndependencies = ["flax==0.8.5"]\n'
SECONDS = 5


def fix(file, release):
    """The seconds of processor time that fixing took, and what was said."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "flake8_nnx_rng", "check", "--no-cache", "--fix"]
    options = ["--unsafe-fixes", "--target-flax", release, file.name]
    ran = subprocess.run(
        [*command, *options], cwd=file.parent, capture_output=True, text=True, check=False
    )
    if ran.returncode not in (0, 1):
        raise SystemExit(ran.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return took, ran.stdout


def main(folder, out):
    slow = []
    for name in ("old", *RELEASES):
        work = out / name
        work.mkdir(parents=True)
        (work / "pyproject.toml").write_text(PROJECT, "utf-8")
        for suite in SUITES:
            shutil.copy(folder / suite, work)
    for release in RELEASES:
        for suite in SUITES:
            took, said = fix(out / release / suite, release)
            (out / release / suite).with_suffix(".txt").write_text(said, "utf-8")
            print(f"{suite} for {release}: {took:.1f} s, {said.splitlines()[-1]}")
            slow += [suite] if took > SECONDS else []
    if slow:
        print(f"longer than {SECONDS} s: {', '.join(slow)}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
