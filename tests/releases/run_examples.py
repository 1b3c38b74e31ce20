"""Runs the examples on the installed Flax and saves what they return.

FOLDER/RELEASE.npz has those that suit it: the implicit ones on 0.8.5, the explicit ones on what is
later. There the implicit ones run, too, under legacy_flax(): FOLDER/RELEASE-implicit.npz.

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


def run(style: str, label: str, folder: Path) -> None:
    results = {}
    for path in sorted((EXAMPLES / style).glob("*.py")):
        started = time.monotonic()
        for name, value in runpy.run_path(str(path))["main"]().items():
            results[f"{path.stem}: {name}"] = value
        seconds = time.monotonic() - started
        print(f"Flax {label}: ran {style}/{path.name} in {seconds:.1f} s")
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / f"{label}.npz", **results)


def main(folder: Path) -> None:
    release = version("flax")
    os.environ |= ENVIRONMENT  # before the first example imports jax
    if release.startswith("0.8."):
        run("implicit", release, folder)
        return
    run("explicit", release, folder)
    from flake8_nnx_rng.runtime.legacy import legacy_flax

    with legacy_flax(threefry_partitionable=None):
        run("implicit", f"{release}-implicit", folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
