"""Runs the tests that Flax 0.8.5 brings along, unchanged, on the installed Flax: --nnx-implicit.

Those of transforms and random numbers, of the layers that draw and of what holds them. The ones
that fail must be those of known.json, each with its reason.

Usage: python tests/conformance/upstream/run.py FOLDER, that of flax/nnx/tests of the 0.8.5 wheel
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree

KNOWN = Path(__file__).with_name("known.json")
SUITES = (
    *("transforms_test.py", "rngs_test.py", "module_test.py", "integration_test.py"),
    *("optimizer_test.py", "helpers_test.py", "filters_test.py"),
    *("nn/stochastic_test.py", "nn/attention_test.py", "nn/linear_test.py", "nn/conv_test.py"),
    "nn/lora_test.py",
)


def outcomes(folder):
    """Test -> whether it failed."""
    with tempfile.TemporaryDirectory() as work:
        for suite in SUITES:
            Path(work, suite).parent.mkdir(exist_ok=True)
            shutil.copy(folder / suite, Path(work, suite))
        report = Path(work, "report.xml")
        command = [sys.executable, "-W", "ignore", "-m", "pytest", "--nnx-implicit", "--tb=line"]
        options = ["-q", "-p", "no:cacheprovider", f"--junit-xml={report}", *SUITES]
        environment = os.environ | {"JAX_PLATFORMS": "cpu"}
        subprocess.run([*command, *options], cwd=work, env=environment, check=False)
        cases = ElementTree.parse(report).iter("testcase")
        return {
            f"{case.get('classname')}.{case.get('name')}": any(
                child.tag in ("failure", "error") for child in case
            )
            for case in cases
        }


def main(folder):
    known = {
        test: why for why, tests in json.loads(KNOWN.read_text("utf-8")).items() for test in tests
    }
    found = outcomes(folder)
    failed = {test for test, bad in found.items() if bad}
    for test in sorted(failed ^ known.keys()):
        print(f"{test}: {'fails' if test in failed else 'passes, known.json says: ' + known[test]}")
    counts = Counter(found.values())
    print(
        f"Flax {version('flax')}: {counts[False]} of {len(found)} tests of 0.8.5 pass, "
        f"{len(failed & known.keys())} fail for reasons that are known"
    )
    return 1 if failed ^ known.keys() or not found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
