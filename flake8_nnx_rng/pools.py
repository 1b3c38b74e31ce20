"""Processes of our own, and the executors of others."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from flake8_nnx_rng.batches import Pool

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future, ProcessPoolExecutor
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

_SAFE_PATH = "PYTHONSAFEPATH"
_PATIENCE = 10.0
"""Seconds after which processes that have nothing to do are made to end."""


class OwnProcesses(Pool):
    """So many processes, started when there is work; new ones where one of them has ended."""

    def __init__(self, width: int, context: BaseContext | None = None) -> None:
        self.width = width
        self._context = context
        self._pools: dict[int, ProcessPoolExecutor] = {}

    def submit(self, *call: Any) -> Future[Any]:
        """Take a call in one of the processes."""
        return self._begun(self.width, call)

    def alone(self, *call: Any) -> Future[Any]:
        """Take a call in a process that does nothing else meanwhile."""
        return self._begun(1, call)

    def _begun(self, number: int, call: tuple[Any, ...]) -> Future[Any]:
        with without_current_folder(), _without_interrupts():  # which these shall never know
            if number not in self._pools:
                self._pools[number] = self._started(number)
            try:
                return self._pools[number].submit(*call)
            except BrokenExecutor:
                self._pools[number] = self._started(number)
                return self._pools[number].submit(*call)

    def _started(self, number: int) -> ProcessPoolExecutor:
        # Much is loaded for this, and most runs need none of it.
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        return ProcessPoolExecutor(number, self._context or get_context("spawn"), end_with_parent)

    def shutdown(self) -> None:
        """End the processes that were started, whose work is done.

        One that was killed may have taken a lock along, for which others wait without end.
        """
        for pool in self._pools.values():
            late = threading.Timer(_PATIENCE, _end, [_processes_of(pool)])
            late.daemon = True
            late.start()
            pool.shutdown()
            late.cancel()

    def give_up(self) -> None:
        """End the processes without waiting for their work; a file is written whole or not."""
        # The thread that looks after them may find work that is cancelled already, and complain.
        threading.excepthook = lambda complaint: None
        for pool in self._pools.values():
            _end(_processes_of(pool))
            pool.shutdown(cancel_futures=True)
        threading.excepthook = threading.__excepthook__


def _processes_of(pool: ProcessPoolExecutor) -> list[BaseProcess]:
    return [*(getattr(pool, "_processes", None) or {}).values()]


def _end(processes: Iterable[BaseProcess]) -> None:
    for process in processes:
        process.terminate()


class Given(Pool):
    """An executor that somebody else has made, and looks after.

    Where it is broken for good, as by a process that has ended, processes of our own go on.
    """

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self.width = getattr(executor, "_max_workers", 1)
        self._is_broken = False
        self._own = OwnProcesses(self.width, getattr(executor, "_mp_context", None))

    def submit(self, *call: Any) -> Future[Any]:
        """Take a call there, or in their place."""
        if not self._is_broken:
            try:
                return self._executor.submit(*call)
            except BrokenExecutor:
                self._is_broken = True
        return self._own.submit(*call)

    def alone(self, *call: Any) -> Future[Any]:
        """Take a call that may end its process.

        One that was lost in a pool that is still whole was alone there already, as each is.
        """
        try:
            self._executor.submit(_nothing).cancel()
        except BrokenExecutor:
            return self._own.alone(*call)
        return self._executor.submit(*call)

    def shutdown(self) -> None:
        """End what was started in its place; the executor itself is not ours."""
        self._own.shutdown()


def _nothing() -> None:
    """Ask whether a pool takes work."""


@contextmanager
def given(executor: Executor) -> Iterator[Pool]:
    """An executor as a pool, for as long as there is work."""
    pool = Given(executor)
    try:
        yield pool
    finally:
        pool.shutdown()


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
