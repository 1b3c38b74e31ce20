"""Patience: a statement or call that goes on too long is given up, and others have their turn.

Only where the system has timers for signals, and in the main thread.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LEAST = 20.0
_SHARE = 0.25


class TookTooLongError(BaseException):
    """What is raised in the program; no `except Exception` of its own keeps it."""


def share_of(seconds: float) -> float:
    """The part of the time of a whole side that one statement or call may take."""
    return max(_LEAST, _SHARE * seconds)


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise `TookTooLongError` in the block when it has taken so long."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not _main():
        yield
        return

    def give_up(*_: object) -> None:
        raise TookTooLongError(f"time limit of {seconds:g} s")

    former = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)


def _main() -> threading.Thread:
    return threading.main_thread()
