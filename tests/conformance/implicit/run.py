"""Runs the programs of write_programs.py on the installed Flax, the later ones under legacy_flax().

On Flax 0.8.5 they run as they are, on a later one under `legacy_flax()`; both with the same
`jax_threefry_partitionable`. RESULTS/RELEASE/N.npz holds the arrays and RESULTS/RELEASE/N.json the
errors of those that need N devices; a process for each N, since jax makes them when it starts.

Usage: python tests/conformance/implicit/run.py PROGRAMS RESULTS
"""

import json
import os
import runpy
import subprocess
import sys
import time
import warnings
from contextlib import nullcontext
from importlib.metadata import version
from pathlib import Path

DEVICES = (1, 4)
RELEASE = version("flax")


def legacy():
    """What makes the installed Flax one of 0.8.5."""
    if RELEASE == "0.8.5":
        return nullcontext()
    sys.path.insert(0, str(Path(__file__).parents[3]))
    from flake8_nnx_rng.runtime.legacy import legacy_flax

    return legacy_flax(threefry_partitionable=None)


def work(programs, devices):
    """Name of each program for so many devices, and what runs it."""
    import language

    generated = json.loads((programs / "generated.json").read_text("utf-8"))
    for name, program in generated.items():
        if program.get("devices", 1) == devices:
            yield name, lambda program=program: language.run(program)
    if devices == 1:
        for path in sorted((programs / "old").glob("*.py")):
            yield path.stem, lambda path=path: runpy.run_path(str(path))["main"]()


def run_all(programs, results, devices):
    os.environ |= {
        "JAX_PLATFORMS": "cpu",
        "JAX_THREEFRY_PARTITIONABLE": "true",
        "XLA_FLAGS": f"--xla_force_host_platform_device_count={devices} "
        "--xla_backend_optimization_level=0",
    }
    warnings.simplefilter("ignore")
    import numpy as np

    arrays, errors, started = {}, {}, time.monotonic()
    with legacy():
        for name, run in work(programs, devices):
            try:
                found = {key: np.asarray(value) for key, value in run().items()}
            except Exception as error:
                first_line = (str(error).splitlines() or [""])[0]
                errors[name] = [type(error).__name__, first_line]
            else:
                arrays |= {f"{name}: {key}": value for key, value in found.items()}
    folder = results / RELEASE
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / f"{devices}.npz", **arrays)
    (folder / f"{devices}.json").write_text(json.dumps(errors, indent=1), encoding="utf-8")
    ran = len({key.partition(": ")[0] for key in arrays})
    seconds = time.monotonic() - started
    where = f"Flax {RELEASE}, device count {devices}"
    print(f"{where}: {ran} ran, {len(errors)} raised, {seconds:.0f} s")


def main(programs, results, *devices):
    if devices:
        run_all(Path(programs), Path(results), int(devices[0]))
        return
    for count in DEVICES:
        subprocess.run([sys.executable, __file__, programs, results, str(count)], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
