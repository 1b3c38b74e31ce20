"""A limit of time for the work on one file, in whichever thread of whichever process that is done.

Another thread looks at the clock, and raises an exception in the one that works for too long. The
work itself need not ask, so it costs nothing, and no loop of it can be forgotten.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import inf

_PATIENCE = 60.0
"""Seconds of any time after which a process ends that does not come out of a parser in C."""
_LEAST = 0.005
"""Seconds between two looks at a clock that another one may have stopped."""


class TimeLimitError(BaseException):
    """The work took too long; no handler of an `Exception` in the midst of it stops this."""


@dataclass(eq=False)
class _Work:
    """What one thread does until when, on a clock; `is_told` says that the exception was sent."""

    thread: int
    clock: Callable[[], float]
    end: float
    is_told: bool = False

    @property
    def left(self) -> float:
        """Seconds of the clock that are left."""
        return self.end - self.clock()


def _clock(thread: int) -> Callable[[], float]:
    """The computing time of a thread, which a busy machine makes no longer; else any time."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.monotonic
    return partial(time.clock_gettime, time.pthread_getcpuclockid(thread))


class _Watch:
    """The thread with the clock; it ends with the process, and sleeps while nothing is done."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bell = threading.Event()
        self._works: set[_Work] = set()
        self._wakes_at = inf
        self._runs = False

    def begin(self, work: _Work) -> None:
        """Look after a work from now on."""
        with self._lock:
            self._works.add(work)
            if not self._runs:
                self._runs = True
                threading.Thread(target=self._run, name="time-limit", daemon=True).start()
            is_first = time.monotonic() + work.left < self._wakes_at
        if is_first:
            self._bell.set()

    def end(self, work: _Work) -> None:
        """Forget a work; nothing is raised in its thread from now on."""
        with self._lock:
            self._works.discard(work)
            if work.is_told:
                _send(work.thread, None)

    def _run(self) -> None:
        while True:
            with self._lock:
                self._bell.clear()
                for work in self._works:
                    if work.left <= 0 and not work.is_told:
                        work.is_told = True
                        _send(work.thread, TimeLimitError)
                waiting = [work.left for work in self._works if not work.is_told]
                pause = max(min(waiting), _LEAST) if waiting else None
                self._wakes_at = inf if pause is None else time.monotonic() + pause
            self._bell.wait(pause)


def _send(thread: int, error: type[BaseException] | None) -> None:
    """Have a thread raise an exception at its next step, or no more."""
    import ctypes  # takes long, and hardly ever is there a file to stop

    given = None if error is None else ctypes.py_object(error)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), given)


_CAN_SEND = sys.implementation.name == "cpython"
_watch = _Watch()
_working: set[int] = set()
"""The threads that have a limit already, which is that of all that is done within."""
_ending: list[int] = []
"""Where a process writes that is to end, if it is one."""


def end_process_after_all() -> None:
    """Have this process, which works for another one, end where even the exception is not met."""
    if not _ending:
        _ending.append(os.open(os.devnull, os.O_WRONLY))


def _forget() -> None:
    """Begin anew in a copy of a process, which has none of its threads."""
    global _watch
    _watch = _Watch()
    _working.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


class at_most:  # noqa: N801 (used as a function)
    """`with at_most(seconds):` raises `TimeLimitError` if that takes longer; 0 is no limit.

    Within another one it is not looked at.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._work: _Work | None = None

    def __enter__(self) -> None:
        thread = threading.get_ident()
        if self._seconds <= 0 or not _CAN_SEND or thread in _working:
            return
        self._before = sys.getrecursionlimit(), gc.isenabled()
        clock = _clock(thread)
        work = _Work(thread, clock, clock() + self._seconds)
        _working.add(thread)
        _end_process_in(_PATIENCE + 10 * self._seconds)
        self._work = work
        _watch.begin(work)

    def __exit__(self, kind: type[BaseException] | None, *where: object) -> None:
        if self._work is None:
            return
        is_late = kind is TimeLimitError
        for _ in range(2):  # the exception may come at this very moment
            try:
                self._close()
                break
            except TimeLimitError:
                is_late = True
        if is_late:
            sys.setrecursionlimit(self._before[0])
            if self._before[1]:
                gc.enable()
            if kind is None:
                raise TimeLimitError

    def _close(self) -> None:
        assert self._work is not None
        _watch.end(self._work)
        _working.discard(self._work.thread)
        _end_process_in(None)


def _end_process_in(seconds: float | None) -> None:
    """Have such a process end by then, or no more; this clock needs no interpreter."""
    if not _ending:
        return
    import faulthandler

    if seconds is None:
        faulthandler.cancel_dump_traceback_later()
    else:
        faulthandler.dump_traceback_later(seconds, exit=True, file=_ending[0])
