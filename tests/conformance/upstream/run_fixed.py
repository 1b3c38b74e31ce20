"""Runs the tests that fix.py has written on the installed Flax: as they came, and as fixed for it.

Usage: python tests/conformance/upstream/run_fixed.py OUT RESULTS
"""

import json
import os
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree


def outcomes(out, folders):
    """Folder -> test -> whether it failed."""
    with tempfile.TemporaryDirectory() as work:
        report = Path(work, "report.xml")
        command = [sys.executable, "-W", "ignore", "-m", "pytest", "-q", "--tb=no", "--no-header"]
        options = [
            "-c",
            os.devnull,
            "-p",
            "no:cacheprovider",
            "--import-mode=importlib",
            f"--junit-xml={report}",
        ]
        cheap = {"JAX_PLATFORMS": "cpu", "XLA_FLAGS": "--xla_backend_optimization_level=0"}
        subprocess.run(
            [*command, *options, "-rN", "--rootdir=.", *folders],
            cwd=out,
            env=os.environ | cheap,
            check=False,
            stdout=subprocess.DEVNULL,
        )
        cases = ElementTree.parse(report).findall(".//testcase")
    found = {folder: {} for folder in folders}
    for case in cases:
        name = f"{case.get('classname')}.{case.get('name')}"
        folder = next(f for f in folders if name.startswith(f"{f}."))
        failed = any(child.tag in ("failure", "error") for child in case)
        found[folder][name.removeprefix(f"{folder}.")] = failed
    return found


def main(out, results):
    release = version("flax")
    folders = [name for name in ("old", release) if (out / name).is_dir()]
    found = outcomes(out, folders)
    results.mkdir(parents=True, exist_ok=True)
    Path(results, f"{release}.json").write_text(json.dumps(found, indent=1), "utf-8")
    for folder, tests in found.items():
        failed = f"{sum(tests.values())} of {len(tests)}"
        print(f"0.8.5's own tests on Flax {release}, {folder}: {failed} fail")
    return 0 if all(found.values()) else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
