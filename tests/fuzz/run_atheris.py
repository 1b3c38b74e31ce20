"""Lets coverage guide what parsers are given: python tests/fuzz/run_atheris.py --inputs 1000000.

The inputs are shared out among the parsers, each in a process of its own, with atheris (extra
`fuzz`). What breaks one is printed with the input, which is kept in --findings; a parser that goes
on for more than a few seconds is broken, too.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent))

SECONDS, MEGABYTES, LENGTH = 5, 2048, 4096
"""For one input, and its bytes."""
INSIDE = "--inside"
"""Before the name of the parser that a process is for, and what libFuzzer is told."""


def main() -> int:
    """Fuzz each parser; returns how many broke, at most 1."""
    options = _parser().parse_args()
    from parsers import MEMORY, PARSERS

    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    names = options.only or list(PARSERS)
    each, broken = options.inputs // len(names), 0
    options.findings.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(names):
        began = time.monotonic()
        with TemporaryDirectory() as corpus:
            for at, seed in enumerate(PARSERS[name].seeds):
                Path(corpus, f"seed{at}").write_bytes(seed)
            command = [sys.executable, __file__, INSIDE, name]
            command += [f"-seed={options.seed + number}", f"-runs={each}", f"-timeout={SECONDS}"]
            command += [f"-rss_limit_mb={MEGABYTES}", f"-max_len={LENGTH}"]
            command += [f"-artifact_prefix={options.findings}/{name}-", corpus]
            with TemporaryDirectory(dir=memory) as files:
                environment = {**os.environ, MEMORY: files}
                done = subprocess.run(
                    command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment
                )
        text = done.stdout.decode("utf-8", "replace")
        stats = [line for line in text.splitlines() if line.startswith("Done ")]
        took = time.monotonic() - began
        print(f"{name}, seed {options.seed + number}: {each} inputs in {took:.0f} s", flush=True)
        if done.returncode or not stats:
            broken += 1
            print("\n".join(text.splitlines()[-40:]), flush=True)
    print(f"{broken} of {len(names)} parsers broke")
    return int(broken > 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--inputs", type=int, default=100_000, help="for all parsers together")
    parser.add_argument("--seed", type=int, default=1, help="of the first parser")
    parser.add_argument("--only", action="append", help="one parser; may be given again")
    parser.add_argument("--findings", type=Path, default=Path(".fuzz"))
    return parser


def _inside(name: str, arguments: list[str]) -> int:
    import atheris

    with atheris.instrument_imports(include=["flake8_nnx_rng"]):
        import parsers
    atheris.Setup([sys.argv[0], *arguments], parsers.PARSERS[name].takes)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(_inside(sys.argv[2], sys.argv[3:]) if sys.argv[1:2] == [INSIDE] else main())
