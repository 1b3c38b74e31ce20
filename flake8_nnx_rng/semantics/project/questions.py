"""Questions about values and draws: each is answered once, and one that leads back to itself ends.

What is known of a function is kept for each thing that it can be given, so that a caller that gives
the same finds the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from flake8_nnx_rng.time_limit import look

_DEEP = 120
"""Open questions beyond which nothing is known: calls of calls, deeper than anyone writes them."""
_ROUNDS = 4
"""How often what goes round in a circle is asked again, before it is taken as it is."""
_TURNS = 64
"""Questions of which one looks at the clock."""

Answer = TypeVar("Answer")


class Questions:
    """What is being asked, what is known, and what is known as long as the question above is open.

    An answer that met an open question holds only while that one is open: it is a guess until then.
    """

    def __init__(self) -> None:
        self._open: dict[Hashable, int] = {}
        self._known: dict[Hashable, object] = {}
        self._guesses: dict[Hashable, tuple[int, object]] = {}
        self._assumed: dict[Hashable, object] = {}
        """What the open questions are answered with that lead back to themselves."""
        self._running: dict[Hashable, int] = {}
        self._turn = 0
        self._lowest = 0
        """The outermost open question that was met again since the innermost one was opened."""

    def answer(self, question: Hashable, read: Callable[[], Answer], least: Answer) -> Answer:
        """What `read` finds; `least` where the question leads back to itself or too deep."""
        known = self._looked_up(question)
        if known is not None:
            return known[0]  # type: ignore[return-value]
        if len(self._open) > _DEEP:
            return least
        made_before, around = self._begin(question, least)
        try:
            found = read()
        finally:
            lowest = self._end(question, around)
        self._keep(question, found, lowest, made_before)
        return found

    def settled(
        self, question: Hashable, read: Callable[[], list[Answer]], look: Callable[[Answer], object]
    ) -> list[Answer]:
        """The same for what adds up: a circle is asked until nothing is added to it.

        All that is in the circle is known then.
        """
        known = self._looked_up(question)
        if known is not None:
            return known[0]  # type: ignore[return-value]
        if len(self._open) > _DEEP:
            return []
        made_before, around = self._begin(question, [])
        try:
            assumed: list[Answer] = []
            found = read()
            for _ in range(_ROUNDS):
                is_same = [*map(look, found)] == [*map(look, assumed)]
                if is_same or not self._goes_round(question, made_before):
                    break
                self._drop(made_before)
                self._assumed[question] = assumed = found
                found = read()
        finally:
            lowest = self._end(question, around)
        self._keep(question, found, lowest, made_before, settles=True)
        return found

    @property
    def is_asking(self) -> bool:
        """Whether a question is open: what is asked now is met on the way."""
        return bool(self._open)

    def has_met(self, question: Hashable) -> bool:
        """Whether a question is open or answered."""
        return question in self._known or question in self._guesses or question in self._open

    def _looked_up(self, question: Hashable) -> tuple[object] | None:
        self._turn += 1
        if self._turn % _TURNS == 0:
            look()
        if question in self._known:
            return (self._known[question],)
        if question in self._guesses:
            lowest, guess = self._guesses[question]
            self._lowest = min(self._lowest, lowest)
            return (guess,)
        if question in self._open:
            self._lowest = min(self._lowest, self._open[question])
            return (self._assumed[question],)
        return None

    def _begin(self, question: Hashable, least: object) -> tuple[int, int]:
        """Open a question; how many guesses there are, and what had been met before."""
        depth = len(self._open)
        around, self._lowest = self._lowest, depth
        self._open[question], self._assumed[question] = depth, least
        return len(self._guesses), around

    def _end(self, question: Hashable, around: int) -> int:
        """Close a question; the outermost one that was met while it was open."""
        del self._open[question], self._assumed[question]
        lowest, self._lowest = self._lowest, min(around, self._lowest)
        return lowest

    def _goes_round(self, question: Hashable, made_before: int) -> bool:
        """Whether an answer waits for this question, and for none that is further out."""
        is_outermost = self._lowest == self._open[question]
        return is_outermost and len(self._guesses) > made_before

    def _keep(
        self,
        question: Hashable,
        found: object,
        lowest: int,
        made_before: int,
        *,
        settles: bool = False,
    ) -> None:
        if lowest < len(self._open):
            self._guesses[question] = lowest, found
            return
        if settles:
            guesses = list(self._guesses.items())[made_before:]
            self._known.update((other, guess) for other, (_, guess) in guesses)
        self._drop(made_before)
        self._known[question] = found

    def _drop(self, made_before: int) -> None:
        while len(self._guesses) > made_before:
            self._guesses.popitem()

    @contextmanager
    def running(self, function: Hashable) -> Iterator[None]:
        """Know that what a function does is being asked."""
        self._running[function] = self._running.get(function, 0) + 1
        try:
            yield
        finally:
            self._running[function] -= 1

    def is_running(self, function: Hashable) -> bool:
        """Whether what a function does is being asked: a call of it in there is recursive."""
        return self._running.get(function, 0) > 0
