"""Turns: threads that work on the modules of a run do so one after another.

What is known of modules is not for two at a time, and parsing would have them wait anyway.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_alone = threading.RLock()


@contextmanager
def turn() -> Iterator[None]:
    """Wait until no other thread works; a thread that does so already goes on."""
    with _alone:
        yield


def _let_go() -> None:
    """Begin anew in a copy of the process, which has none of its other threads."""
    global _alone
    _alone = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)
