"""Children: the processes that run the two sides, with their limits."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import flake8_nnx_rng
from flake8_nnx_rng.verification.answers import Side, read_side
from flake8_nnx_rng.verification.limits import Limits

_CHILD = "flake8_nnx_rng.runtime.child"
_ENDED = "ended"
_PAUSE = 0.02


@contextmanager
def run_sides(jobs: tuple[dict[str, Any], ...], limits: Limits) -> Iterator[list[Side]]:
    """Run both sides at the same time; what they start is ended with them, also on Ctrl-C.

    The numbers of their answers are there as long as the context is.
    """
    with TemporaryDirectory(prefix="nnx-rng-") as folder:
        with _started(jobs, limits, folder) as children:
            deadline = time.monotonic() + limits.seconds
            _wait(children, deadline)
            sides = [child.side(limits.seconds) for child in children]
        yield sides


def _wait(children: list[_Child], deadline: float) -> None:
    """Until all have ended or the time is up; each learns when the other one has ended."""
    left = list(children)
    while left and time.monotonic() < deadline:
        left = [child for child in left if not child.has_ended()]
        time.sleep(_PAUSE if left else 0)


@contextmanager
def _started(
    jobs: tuple[dict[str, Any], ...], limits: Limits, folder: str
) -> Iterator[list[_Child]]:
    children: list[_Child] = []
    try:
        for number, job in enumerate(jobs):
            peer = Path(folder) / str(1 - number)
            known = {"first": number == 0, "peer": str(peer / "answers")}
            told = {**job, **known, "peer_ended": str(peer / _ENDED)}
            children.append(_Child(told, limits, Path(folder) / str(number)))
        yield children
    finally:
        for child in children:
            child.end()


class _Child:
    """The process of one side, in a group of its own and with its files in a folder."""

    def __init__(self, job: Mapping[str, Any], limits: Limits, folder: Path) -> None:
        self._folder = folder
        (folder / "numbers").mkdir(parents=True)
        told = {
            **job,
            "memory": limits.memory,
            "seconds": limits.seconds,
            "answers": str(folder / "answers"),
            "numbers": str(folder / "numbers"),
        }
        (folder / "job").write_text(json.dumps(told), encoding="utf-8")
        with open(folder / "out", "wb") as out, open(folder / "err", "wb") as err:
            self._process = subprocess.Popen(
                [sys.executable, "-m", _CHILD, str(folder / "job")],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env=_environment(),
                start_new_session=True,
            )

    def has_ended(self) -> bool:
        """Whether the process is gone; the other one can see it from then on."""
        if self._process.poll() is None:
            return False
        (self._folder / _ENDED).touch()
        return True

    def side(self, seconds: float) -> Side:
        """What the process answered, as far as it came; it is ended if it still runs."""
        code = self._process.poll()
        if code is None:
            self.end()
            return self._read(f"time limit of {seconds:g} s")
        return self._read(self._died(code) if code else "")

    def end(self) -> None:
        """End the process and whatever it has started."""
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
        self._process.wait()

    def _read(self, failure: str) -> Side:
        return read_side(self._folder / "answers", self._folder / "numbers", failure)

    def _died(self, code: int) -> str:
        """How a process ended that did not come to its end, with the last that it said."""
        said = (self._folder / "err").read_text(encoding="utf-8", errors="replace").split("\n")
        last = next((line.strip() for line in reversed(said) if line.strip()), "")
        how = f"killed by signal {-code}" if code < 0 else f"exit code {code}"
        return f"{how}: {last[:160]}" if last else how


@cache
def _compiled() -> TemporaryDirectory[str]:
    """What jax compiles; it goes when this process does."""
    return TemporaryDirectory(prefix="nnx-rng-compiled-", ignore_cleanup_errors=True)


def _environment() -> dict[str, str]:
    """That of this process, on the CPU unless the user says otherwise, writing no bytecode.

    Sets of names have one order on both sides. What one side has compiled no other compiles again.
    """
    home = str(Path(flake8_nnx_rng.__file__).parents[1])
    known = os.environ.get("PYTHONPATH", "")
    return {
        "JAX_PLATFORMS": "cpu",
        "JAX_COMPILATION_CACHE_DIR": _compiled().name,
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
        "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
        **os.environ,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": os.pathsep.join(path for path in (known, home) if path),
    }
