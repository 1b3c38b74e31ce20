"""Runs programs in the installed Flax, in one process, and saves what came of each.

RESULTS/RELEASE.json holds for each program the digest of its text and either the error or, for each
array that main() returned, its shape, how many slices along its leading axis differ, and whether a
second call gave the same. A result that is there already for the same text, Flax and jax is kept.

With --sample N what is on record (recorded.py) is taken from there, but for one program of N, drawn
by SEED: it is run, and if it does not what the record says, that is told and the exit code is 1.

Usage: python tests/oracle/run_programs.py PROGRAMS RESULTS [--sample N SEED]
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import re
import signal
import sys
import time
import types
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import recorded

ENVIRONMENT = {
    "JAX_PLATFORMS": "cpu",
    "JAX_THREEFRY_PARTITIONABLE": "true",
    "XLA_FLAGS": "--xla_force_host_platform_device_count=4 --xla_backend_optimization_level=0",
}
SECONDS = 180
"""How long one program may take."""
BETWEEN_CLEARINGS = 100
"""How many programs share what JAX has compiled."""
_ADDRESS = re.compile(r"\b0x[0-9a-f]+\b")


class TooSlowError(Exception):
    """A program took too long."""


def main(programs: Path, results: Path, sample: int = 0, seed: str = "") -> int:
    """Run what has no result yet; save now and then, so that a stopped run can go on."""
    os.environ |= ENVIRONMENT  # before the first program imports jax
    warnings.simplefilter("ignore")
    file = results / f"{version('flax')}.json"
    made_by = {"flax": version("flax"), "jax": version("jax"), "python": sys.version.split()[0]}
    known = _known(file, made_by)
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(programs.glob("*.py"))}
    runs = {name: known[name] for name, text in texts.items() if _is_of(known.get(name), text)}
    record = recorded.runs(made_by) if sample else {}
    on_record = {name: record[d] for name, text in texts.items() if (d := _digest(text)) in record}
    drawn = {name for name, run in on_record.items() if recorded.is_drawn(run, sample, seed)}
    runs = {name: run for name, run in on_record.items() if name not in drawn} | runs
    todo = [name for name in texts if name not in runs]
    started = time.monotonic()
    for count, name in enumerate(todo, 1):
        runs[name] = {"digest": _digest(texts[name]), **_run(name, texts[name])}
        if count % BETWEEN_CLEARINGS == 0 or count == len(todo):
            _clear()
            _save(file, {**made_by, "runs": runs})
    _save(file, {**made_by, "runs": runs})
    raised = sum("error" in run for run in runs.values())
    seconds = time.monotonic() - started
    print(
        f"Flax {made_by['flax']}: ran {len(todo)} of {len(texts)} programs in {seconds:.0f} s, "
        f"{len(on_record)} are on record, {raised} raise"
    )
    return _compared({name: runs[name] for name in drawn}, on_record)


def _compared(runs: dict[str, Any], on_record: dict[str, Any]) -> int:
    """Tell what the record has otherwise; the exit code."""
    other = [name for name, run in runs.items() if not recorded.is_same(run, on_record[name])]
    for name in sorted(other):
        was, did = (recorded.outcome(run) for run in (on_record[name], runs[name]))
        print(f"{name}: on record is {was}, it did {did}")
    return 1 if other else 0


def _run(name: str, text: str) -> dict[str, Any]:
    """What came of one program."""
    module = types.ModuleType(name)
    sys.modules[name] = module
    started = time.monotonic()
    try:
        arrays = _within_time(lambda: _arrays(module, text))
        return {"arrays": arrays, "seconds": round(time.monotonic() - started, 2)}
    except Exception as error:
        first_line = (str(error).splitlines() or [""])[0]
        shown = f"{type(error).__name__}: {_ADDRESS.sub('0x...', first_line)[:200]}"
        return {"error": shown, "seconds": round(time.monotonic() - started, 2)}
    finally:
        del sys.modules[name]


def _arrays(module: types.ModuleType, text: str) -> dict[str, Any]:
    """What main() returns, called twice: a program that makes its own Rngs repeats itself."""
    exec(compile(text, f"{module.__name__}.py", "exec"), module.__dict__)
    first, second = (
        {name: _numbers(value) for name, value in module.main().items()} for _ in range(2)
    )
    return {name: _shown(first[name], second.get(name)) for name in first}


def _numbers(value: Any) -> Any:
    import jax
    import numpy as np

    is_key = hasattr(value, "dtype") and jax.dtypes.issubdtype(value.dtype, jax.dtypes.prng_key)
    return np.asarray(jax.random.key_data(value) if is_key else value)


def _shown(array: Any, again: Any) -> dict[str, Any]:
    """The shape of an array, how many slices along its leading axis differ, if it is repeated."""
    return {
        "shape": list(array.shape),
        "distinct": len({part.tobytes() for part in array}),
        "repeats": again is not None and array.tobytes() == again.tobytes(),
    }


def _within_time(work: Callable[[], Any]) -> Any:
    def stop(*_: object) -> None:
        raise TooSlowError(f"more than {SECONDS} s")

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        return work()
    finally:
        signal.alarm(0)


def _clear() -> None:
    import jax

    jax.clear_caches()
    gc.collect()


def _known(file: Path, made_by: dict[str, str]) -> dict[str, Any]:
    if not file.exists():
        return {}
    saved = json.loads(file.read_text(encoding="utf-8"))
    return dict(saved["runs"]) if made_by.items() <= saved.items() else {}


def _is_of(run: dict[str, Any] | None, text: str) -> bool:
    return run is not None and run["digest"] == _digest(text)


def _digest(text: str) -> str:
    """As collection.digest has it, which needs a later Python than some Flax does."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _save(file: Path, content: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_text(json.dumps(content, indent=1, sort_keys=True), encoding="utf-8")
    part.replace(file)


if __name__ == "__main__":
    programs, results, *sample = sys.argv[1:]
    drawn = (int(sample[1]), sample[2]) if sample else (0, "")
    sys.exit(main(Path(programs), Path(results), *drawn))
