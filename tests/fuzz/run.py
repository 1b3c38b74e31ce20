"""Looks for what breaks the linter, for hours: python tests/fuzz/run.py --hours 8.

Rounds of the properties follow one another, each from the next seed. What goes wrong is printed
with the seed, which gives the same round again: --only programs --seed 1234 --rounds 1, with the
same --examples.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent))


def main() -> int:
    """Look; returns how many rounds went wrong, at most 1."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, help="rounds of each property after which it ends")
    parser.add_argument("--seed", type=int, help="of the first round (default: a random one)")
    parser.add_argument("--only", help="one property")
    parser.add_argument("--examples", type=int, default=100, help="of each property in a round")
    options = parser.parse_args()
    with TemporaryDirectory() as nowhere, chdir(nowhere):  # no project is around the programs
        return _rounds(options)


def _rounds(options: argparse.Namespace) -> int:
    from fuzz_round import hold
    from properties import CAME_TO, PROPERTIES

    seed = random.randrange(10**6) if options.seed is None else options.seed
    names = [name for name in PROPERTIES if options.only in (None, name)]
    until, looked, failed, number = time.monotonic() + options.hours * 3600, Counter[str](), 0, 0
    while time.monotonic() < until and (options.rounds is None or number < options.rounds):
        for name in names:
            wrong = hold(name, seed=seed + number, examples=options.examples)
            looked[name] += options.examples
            if wrong:
                failed += 1
                print(f"{name}, seed {seed + number}:\n{wrong}", flush=True)
        number += 1
        counts = ", ".join(f"{count} {name}" for name, count in looked.items())
        came_to = ", ".join(f"{count} {what}" for what, count in CAME_TO.items())
        print(f"seeds {seed} to {seed + number - 1}: {counts}; {failed} rounds failed", flush=True)
        print(f"  {came_to}", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
