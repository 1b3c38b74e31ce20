"""Questions about values and draws: each is answered once, and one that leads back to itself ends.

What is known of a function is kept for each thing that it can be given, so that a caller that gives
the same finds the answer. A circle is answered with the least that may be, which is right for what
goes round in it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

_DEEP = 240
"""Open questions beyond which nothing is known: calls of calls, deeper than anyone writes them."""

Answer = TypeVar("Answer")


class Questions:
    """What is being asked, what is known, and what is known as long as the question above is open.

    An answer that met an open question holds only while that one is open: it is a guess until then.
    """

    def __init__(self) -> None:
        self._open: dict[Hashable, int] = {}
        self._known: dict[Hashable, object] = {}
        self._guesses: dict[Hashable, tuple[int, object]] = {}
        self._running: dict[Hashable, int] = {}
        self._lowest = 0
        """The outermost open question that was met again since the innermost one was opened."""

    def answer(self, question: Hashable, read: Callable[[], Answer], least: Answer) -> Answer:
        """What `read` finds; `least` where the question leads back to itself or too deep."""
        if question in self._known:
            return self._known[question]  # type: ignore[return-value]
        if question in self._guesses:
            lowest, guess = self._guesses[question]
            self._lowest = min(self._lowest, lowest)
            return guess  # type: ignore[return-value]
        if question in self._open:
            self._lowest = min(self._lowest, self._open[question])
            return least
        return least if len(self._open) > _DEEP else self._ask(question, read)

    def of_function(
        self, question: Hashable, function: Hashable, read: Callable[[], Answer], least: Answer
    ) -> Answer:
        """The same for what a function does, which is running as long as this is open."""
        self._running[function] = self._running.get(function, 0) + 1
        try:
            return self.answer(question, read, least)
        finally:
            self._running[function] -= 1

    def is_running(self, function: Hashable) -> bool:
        """Whether what a function does is being asked: a call of it in there is recursive."""
        return self._running.get(function, 0) > 0

    def _ask(self, question: Hashable, read: Callable[[], Answer]) -> Answer:
        depth, made_before = len(self._open), len(self._guesses)
        around, self._lowest = self._lowest, depth
        self._open[question] = depth
        try:
            found = read()
        finally:
            del self._open[question]
            lowest, self._lowest = self._lowest, min(around, self._lowest)
        if lowest < depth:
            self._guesses[question] = lowest, found
            return found
        while len(self._guesses) > made_before:
            self._guesses.popitem()
        self._known[question] = found
        return found
