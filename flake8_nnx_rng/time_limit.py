"""A limit of time for the work on a file, at which that work itself looks again and again.

Nothing comes from outside in the midst of a step, and nothing but the work is ever stopped.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf

clock = getattr(time, "thread_time", time.monotonic)
"""The computing time of this thread, which a busy machine makes no longer; else any time."""


class TimeLimitError(BaseException):
    """The work took too long; no handler of an `Exception` in the midst of it takes this for one.

    What was half known by then is to be forgotten.
    """


class _Limit(threading.local):
    """When the work of a thread is over, on its clock.

    Computing takes at least its time on the wall's clock, so it is not over before `not_before` on
    that one. To ask for it costs nothing; a thread's own is a call of the system, for which a busy
    machine may take a millisecond.
    """

    end = inf
    not_before = inf


_limit = _Limit()


def is_limited() -> bool:
    """Whether this thread has a limit already: it is that of all that is done meanwhile."""
    return _limit.end != inf


def look() -> None:
    """Raise `TimeLimitError` where the time of this thread is over.

    To be called where work goes on and on, and nothing is left behind that others would believe.
    """
    now = time.monotonic()
    if now < _limit.not_before:
        return
    left = _limit.end - clock()
    if left < 0:
        raise TimeLimitError
    _limit.not_before = now + left


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Give the work so many seconds, 0 for as many as it likes; the outermost limit counts."""
    if seconds <= 0 or is_limited():
        yield
        return
    _limit.end, _limit.not_before = clock() + seconds, time.monotonic() + seconds
    try:
        yield
    finally:
        _limit.end = _limit.not_before = inf


@contextmanager
def aside() -> Iterator[None]:
    """Do something that is for all files, and so at the expense of none."""
    began = clock()
    try:
        yield
    finally:
        _limit.end += clock() - began  # which leaves what is infinite as it is
