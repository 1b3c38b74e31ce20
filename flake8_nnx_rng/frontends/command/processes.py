"""The processes that share the work of one run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from flake8_nnx_rng.batches import Todo, in_batches
from flake8_nnx_rng.frontends.command.progress import counted_on_terminal
from flake8_nnx_rng.pools import OwnProcesses
from flake8_nnx_rng.running import Workers
from flake8_nnx_rng.witness import lost_sight

_FEW = 8
"""Files to be parsed below which starting another process costs more than it saves."""
_T = TypeVar("_T")


@contextmanager
def processes(jobs: int | None, *, quiet: bool = False) -> Iterator[Workers]:
    """So many processes, or as many as the work suggests; none is started before there is any.

    Unless it is to be `quiet`, a terminal shows how far the work has come. Where it is given up,
    nobody waits for what has been begun.
    """
    shared = _Processes(jobs, quiet=quiet)
    try:
        yield shared
    except BaseException:
        shared.give_up()
        raise
    shared.shutdown()


class _Processes(Workers):
    """Does work in other processes where there is enough of it, else in this one."""

    def __init__(self, jobs: int | None, *, quiet: bool) -> None:
        self._jobs = jobs
        self._quiet = quiet
        self._pools: list[OwnProcesses] = []

    def each(
        self, work: Callable[[Path], _T], files: Sequence[Path], lost: Callable[[Path], _T]
    ) -> Iterator[_T]:
        """The report of each file in order; `lost` is that of one which ends its process."""
        number = self._jobs or _suggested_jobs(len(files))
        results: Iterator[_T] = map(work, files)
        if number > 1 and files:
            lost_sight()
            self._pools.append(OwnProcesses(number))
            results = in_batches(self._pools[-1], work, map(Todo, files), lost)
        return results if self._quiet else counted_on_terminal(results, len(files))

    def shutdown(self) -> None:
        """End the processes that were started."""
        for pool in self._pools:
            pool.shutdown()

    def give_up(self) -> None:
        """The same without waiting for their work."""
        for pool in self._pools:
            pool.give_up()


def _suggested_jobs(files: int) -> int:
    if files <= _FEW:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return cores or 1
