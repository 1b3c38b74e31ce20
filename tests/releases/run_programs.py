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
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import numpy as np

ENVIRONMENT = {
    "JAX_PLATFORMS": "cpu",  # as run_examples.py
    "JAX_THREEFRY_PARTITIONABLE": "true",
    "XLA_FLAGS": "--xla_backend_optimization_level=0",  # most of the time goes into compiling
}


def programs_of(folder):
    """The file with main() of each program by its name; a program may be a project of files."""
    files = {path.stem: path for path in folder.glob("*.py")}
    return files | {path.parent.name: path for path in folder.glob("*/main.py")}


def run(name, path):
    """What a program's main() returns, by the names of program and array."""
    with project(path.parent):
        values = runpy.run_path(str(path))["main"]()
        return {f"{name}: {key}": array(value) for key, value in values.items()}


def array(value):
    """The plain numbers of a value, be it a key."""
    import jax  # not before the environment is set
    import jax.numpy as jnp

    if jnp.issubdtype(getattr(value, "dtype", None), jax.dtypes.prng_key):
        return np.asarray(jax.random.key_data(value))
    return np.asarray(value)


@contextmanager
def project(folder):
    """Imports find the files of a folder, as when Python runs one of them."""
    sys.path.insert(0, str(folder))
    before = {*sys.modules}
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in {*sys.modules} - before:
            file = getattr(sys.modules[name], "__file__", None) or ""
            if Path(file).is_relative_to(folder):
                del sys.modules[name]


def main(programs, results):
    release = version("flax")
    paths = programs_of(programs / release)
    os.environ |= ENVIRONMENT  # before the first program imports jax
    warnings.simplefilter("ignore")
    arrays, errors = {}, {}
    started = time.monotonic()
    for name, path in sorted(paths.items()):
        try:
            arrays |= run(name, path)
        except Exception as error:
            first_line = (str(error).splitlines() or [""])[0]
            errors[name] = f"{type(error).__name__}: {first_line}"
    if paths:
        results.mkdir(parents=True, exist_ok=True)
        np.savez(results / f"{release}.npz", **arrays)
        (results / f"{release}.json").write_text(json.dumps(errors), encoding="utf-8")
        seconds = time.monotonic() - started
        print(f"Flax {release}: ran {len(paths)} programs in {seconds:.0f} s, {len(errors)} raised")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]))
