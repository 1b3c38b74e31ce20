"""Runs the programs that migrate_programs.py made for the installed Flax and saves the results.

RESULTS/RELEASE.npz holds the arrays, RESULTS/RELEASE.json the programs that raised. Says nothing
and does nothing for a release without programs.

Usage: python tests/releases/run_programs.py PROGRAMS RESULTS
"""

import json
import os
import runpy
import sys
import time
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np

ENVIRONMENT = {"JAX_PLATFORMS": "cpu", "JAX_THREEFRY_PARTITIONABLE": "true"}  # as run_examples.py


def run(path):
    """What a program's main() returns, by the names of program and array."""
    values = runpy.run_path(str(path))["main"]()
    return {f"{path.stem}: {name}": np.asarray(value) for name, value in values.items()}


def main(programs, results):
    release = version("flax")
    paths = sorted((programs / release).glob("*.py"))
    os.environ |= ENVIRONMENT  # before the first program imports jax
    warnings.simplefilter("ignore")
    arrays, errors = {}, {}
    started = time.monotonic()
    for path in paths:
        try:
            arrays |= run(path)
        except Exception as error:
            first_line = (str(error).splitlines() or [""])[0]
            errors[path.stem] = f"{type(error).__name__}: {first_line}"
    if paths:
        results.mkdir(parents=True, exist_ok=True)
        np.savez(results / f"{release}.npz", **arrays)
        (results / f"{release}.json").write_text(json.dumps(errors), encoding="utf-8")
        seconds = time.monotonic() - started
        print(f"Flax {release}: ran {len(paths)} programs in {seconds:.0f} s, {len(errors)} raised")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
