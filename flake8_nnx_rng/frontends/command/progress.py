"""A bar on a terminal that says how far a long run has come."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import TextIO, TypeVar

_T = TypeVar("_T")
_PATIENCE = 1.0
"""Seconds after which it is shown: most runs are over before."""
_WIDTH = 30
_CLEAR = "\r\x1b[K"


def counted_on_terminal(results: Iterable[_T], total: int) -> Iterator[_T]:
    """The results as they come; between them their number is shown, if a terminal is there.

    Whoever takes a result finds the line empty.
    """
    if not _can_show(sys.stderr):
        yield from results
        return
    yield from _shown(results, total, sys.stderr)


def _can_show(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


def _shown(results: Iterable[_T], total: int, stream: TextIO) -> Iterator[_T]:
    waiting, start, done = iter(results), monotonic(), 0
    while True:
        is_long = monotonic() - start >= _PATIENCE
        if is_long:
            _write(stream, bar(done, total))
        try:
            result = next(waiting)
        except StopIteration:
            return
        finally:
            if is_long:
                _write(stream, _CLEAR)
        done += 1
        yield result


def bar(done: int, total: int) -> str:
    """`[#####.....] 50/100 files`."""
    full = _WIDTH * done // max(total, 1)
    return f"\r[{'#' * full}{'.' * (_WIDTH - full)}] {done}/{total} files"


def _write(stream: TextIO, text: str) -> None:
    stream.write(text)
    stream.flush()
