"""Processes that share the work of one run."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from itertools import starmap
from typing import TYPE_CHECKING, Any, TypeVar

from flake8_nnx_rng.frontends.command.progress import counted_on_terminal

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

_FEW = 8
"""Files to be parsed below which starting another process costs more than it saves."""
_T = TypeVar("_T")


@contextmanager
def processes(jobs: int | None, *, quiet: bool = False) -> Iterator[Executor]:
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


class _Processes(Executor):
    """Does work in other processes where there is enough of it, else in this one."""

    def __init__(self, jobs: int | None, *, quiet: bool) -> None:
        self._jobs = jobs
        self._quiet = quiet
        self._pool: ProcessPoolExecutor | None = None

    def map(
        self,
        fn: Callable[..., _T],
        *iterables: Any,
        timeout: float | None = None,
        chunksize: int = 1,
    ) -> Iterator[_T]:
        """As the built-in `map`."""
        calls = [*zip(*iterables, strict=False)]
        number = self._jobs or _suggested_jobs(len(calls))
        results: Iterator[_T] = starmap(fn, calls)
        if number > 1 and calls:
            if self._pool is None:
                self._pool = _pool(number)
            arguments = zip(*calls, strict=True)
            results = self._pool.map(fn, *arguments, timeout=timeout, chunksize=chunksize)
        return results if self._quiet else counted_on_terminal(results, len(calls))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes that were started."""
        if self._pool is not None:
            self._pool.shutdown(wait, cancel_futures=cancel_futures)

    def give_up(self) -> None:
        """End the processes without waiting for their work; a file is written whole or not."""
        if self._pool is None:
            return
        # The thread that looks after them may find work that is cancelled already, and complain.
        threading.excepthook = lambda complaint: None
        for process in [*(getattr(self._pool, "_processes", None) or {}).values()]:
            process.terminate()
        self._pool.shutdown(cancel_futures=True)
        threading.excepthook = threading.__excepthook__


def _pool(number: int) -> ProcessPoolExecutor:
    # Much is loaded for this, and most runs need none of it.
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    return ProcessPoolExecutor(number, get_context("spawn"), end_with_parent)


def _suggested_jobs(files: int) -> int:
    if files <= _FEW:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return cores or 1


def end_with_parent() -> None:
    """Let a process that works for one that was killed not wait for more work for ever.

    What is typed is for that one to answer.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_wait_for_end, daemon=True).start()


def _wait_for_end() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
