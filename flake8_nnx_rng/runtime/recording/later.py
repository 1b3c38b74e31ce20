"""What compiled functions have gathered, told some calls later: asking waits for the result."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

_MANY = 512
"""How many calls of compiled functions are told at once."""


class Later:
    """Tells that wait; the values are arrays of our own, which no program can donate."""

    def __init__(self, most: int = _MANY) -> None:
        self._most = most
        self._waiting: deque[Callable[[], None]] = deque()
        self._lock = threading.Lock()

    def add(self, tell: Callable[..., None], values: tuple[Any, ...]) -> None:
        """Call a function with these values, later."""
        self._waiting.append(partial(tell, *values))
        if len(self._waiting) >= self._most:
            self.tell()

    def tell(self) -> None:
        """Call all that wait."""
        with self._lock, suppress(IndexError):
            while True:
                self._waiting.popleft()()

    def at_once(self) -> None:
        """Let nothing wait from now on; what does is of another process, as the lock may be."""
        self._most = 1
        self._waiting.clear()
        self._lock = threading.Lock()


LATER = Later()
