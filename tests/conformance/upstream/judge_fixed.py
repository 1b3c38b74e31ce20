"""Says which of 0.8.5's own tests a later release breaks, the fixes mend and leave, and harm.

A test that is left must be one of left.json, with its reason; none may be harmed.

Usage: python tests/conformance/upstream/judge_fixed.py RESULTS, those of run_fixed.py
"""

import json
import sys
from pathlib import Path

LEFT = Path(__file__).with_name("left.json")


def judge(release, before, after, known):
    """Lines that tell what is wrong."""
    broken = {test for test, failed in after["old"].items() if failed and before[test] is False}
    fixed = after[release]
    left = {test for test in broken if fixed.get(test, True)}
    harmed = {test for test in after["old"].keys() - broken if not before[test]} & {
        test for test in after["old"] if fixed.get(test, True)
    }
    print(f"Flax {release}: {len(broken)} of 0.8.5's own tests break, {len(broken - left)} mended")
    for reason, tests in known.items():
        print(f"  left, {len(tests)}: {reason}")
    why = {test: reason for reason, tests in known.items() for test in tests}
    stale = sorted(why.keys() - left)
    return [
        *(f"{release}: {test} passed, and does no more as fixed" for test in sorted(harmed)),
        *(f"{release}: {test} is not mended" for test in sorted(left - why.keys())),
        *(f"{release}: {test} is mended, left.json says: {why[test]}" for test in stale),
    ]


def main(results):
    found = {path.stem: json.loads(path.read_text("utf-8")) for path in results.glob("*.json")}
    known = json.loads(LEFT.read_text("utf-8"))
    before = found["0.8.5"]["old"]
    wrong = [
        line
        for release, after in sorted(found.items())
        if release in after
        for line in judge(release, before, after, known.get(release, {}))
    ]
    for line in wrong:
        print(line)
    missing = known.keys() - found.keys()
    if missing:
        print(f"not run: {', '.join(sorted(missing))}")
    return 1 if wrong or missing else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
