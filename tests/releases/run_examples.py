"""Runs the examples that suit the installed Flax and saves what they return: FOLDER/RELEASE.npz.

Usage: python tests/releases/run_examples.py FOLDER
"""

import os
import runpy
import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np

EXAMPLES = Path(__file__).parents[2] / "examples"
ENVIRONMENT = {
    "JAX_PLATFORMS": "cpu",
    # The default changed in jax 0.5.0; with another value every draw is another number.
    "JAX_THREEFRY_PARTITIONABLE": "true",
}


def main(folder: Path) -> None:
    release = version("flax")
    style = "implicit" if release.startswith("0.8.") else "explicit"
    os.environ |= ENVIRONMENT  # before the first example imports jax
    results = {}
    for path in sorted((EXAMPLES / style).glob("*.py")):
        started = time.monotonic()
        for name, value in runpy.run_path(str(path))["main"]().items():
            results[f"{path.stem}: {name}"] = value
        seconds = time.monotonic() - started
        print(f"Flax {release}: ran {style}/{path.name} in {seconds:.1f} s")
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / f"{release}.npz", **results)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
