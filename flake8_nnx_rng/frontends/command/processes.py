"""Processes that share the work of one run."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from flake8_nnx_rng.frontends.command.progress import counted_on_terminal
from flake8_nnx_rng.running import Workers

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

_FEW = 8
"""Files to be parsed below which starting another process costs more than it saves."""
_SAFE_PATH = "PYTHONSAFEPATH"
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
        self._pools: dict[int, ProcessPoolExecutor] = {}

    def each(
        self,
        work: Callable[[Path], _T],
        files: Sequence[Path],
        lost: Callable[[Path], _T],
        chunksize: int,
    ) -> Iterator[_T]:
        """The report of each file in order; `lost` is that of one which ends its process."""
        number = self._jobs or _suggested_jobs(len(files))
        results: Iterator[_T] = map(work, files)
        if number > 1 and files:
            chunks = [files[at : at + chunksize] for at in range(0, len(files), chunksize)]
            results = self._in_processes(work, chunks, lost, number)
        return results if self._quiet else counted_on_terminal(results, len(files))

    def _in_processes(
        self,
        work: Callable[[Path], _T],
        chunks: Sequence[Sequence[Path]],
        lost: Callable[[Path], _T],
        number: int,
    ) -> Iterator[_T]:
        """When a process ends early, what it may have worked on is tried file by file."""
        waiting = deque(chunks)
        while waiting:
            futures = [self._begun(number, _each, work, chunk) for chunk in waiting]
            alone = 0
            for future in futures:
                found = _result(future)
                if found is not None:
                    yield from found
                elif alone <= 2 * number:  # those in processes, and those about to be
                    alone += 1
                    yield from (self._alone(work, path, lost) for path in waiting[0])
                else:
                    break
                waiting.popleft()

    def _alone(self, work: Callable[[Path], _T], path: Path, lost: Callable[[Path], _T]) -> _T:
        found = _result(self._begun(1, _each, work, [path]))
        return lost(path) if found is None else found[0]

    def _begun(self, number: int, *call: Any) -> Future[Any]:
        """A call in one of so many processes; in new ones if one of them has ended."""
        with without_current_folder(), _without_interrupts():  # which these shall never know
            if number not in self._pools:
                self._pools[number] = _pool(number)
            try:
                return self._pools[number].submit(*call)
            except BrokenExecutor:
                self._pools[number] = _pool(number)
                return self._pools[number].submit(*call)

    def shutdown(self) -> None:
        """End the processes that were started."""
        for pool in self._pools.values():
            pool.shutdown()

    def give_up(self) -> None:
        """End the processes without waiting for their work; a file is written whole or not."""
        # The thread that looks after them may find work that is cancelled already, and complain.
        threading.excepthook = lambda complaint: None
        for pool in self._pools.values():
            for process in [*(getattr(pool, "_processes", None) or {}).values()]:
                process.terminate()
            pool.shutdown(cancel_futures=True)
        threading.excepthook = threading.__excepthook__


def _each(work: Callable[[Path], _T], files: Sequence[Path]) -> list[_T]:
    return [*map(work, files)]


def _result(future: Future[list[_T]]) -> list[_T] | None:
    """What a call has found; None where its process has ended."""
    try:
        return future.result()
    except BrokenExecutor:
        return None


@contextmanager
def without_current_folder() -> Iterator[None]:
    """Start Pythons that import nothing from where they are, which is the code that is checked."""
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Put Ctrl-C off; a process that is started meanwhile never hears of it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


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
