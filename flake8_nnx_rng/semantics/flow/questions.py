"""Questions about values: each is answered once, and one that leads back to itself is not."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from flake8_nnx_rng.semantics.flow.values import UNKNOWN, Value

_FAR = 120
MOST = 40_000
"""Questions that are answered for one module: twice as many as the largest known ones need. What
is asked beyond is unknown, which ends the search where modules are made of modules of modules."""


class Questions:
    """What is being asked, what is known, and what is known as long as the question above is open.

    An answer that met an open question holds only while that one is open: it is a guess until then.
    """

    def __init__(self) -> None:
        self._open: dict[Hashable, int] = {}
        self._known: dict[Hashable, Value] = {}
        self._guesses: dict[Hashable, tuple[int, Value]] = {}
        self._asked = 0
        self._lowest = 0
        """The outermost open question that was met again since the innermost one was opened."""

    def answer(self, question: Hashable, read: Callable[[], Value]) -> Value:
        """What `read` finds; UNKNOWN where the question leads back to itself or too far."""
        if question in self._known:
            return self._known[question]
        if question in self._guesses:
            lowest, guess = self._guesses[question]
            return self._met(lowest, guess)
        if question in self._open or len(self._open) > _FAR or self._asked >= MOST:
            return self._met(self._open.get(question, 0), UNKNOWN)
        return self._ask(question, read)

    def _ask(self, question: Hashable, read: Callable[[], Value]) -> Value:
        depth, made_before = len(self._open), len(self._guesses)
        around, self._lowest = self._lowest, depth
        self._open[question] = depth
        self._asked += 1
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

    def _met(self, depth: int, value: Value) -> Value:
        self._lowest = min(self._lowest, depth)
        return value
