"""Questions that lead to others: each is answered once, and one that leads back to itself ends."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

_Answer = TypeVar("_Answer")

_FAR = 80
"""Questions that may wait for one another."""
_NONE = 2**31


class Questions:
    """The answers that were given while one file is checked.

    One that was found where a circle was cut depends on the question at which the circle begins,
    and is kept only until that one is answered.
    """

    def __init__(self) -> None:
        self._open: dict[Hashable, int] = {}
        self._known: dict[Hashable, tuple[Any, tuple[object, ...]]] = {}
        self._passing: dict[Hashable, tuple[Any, int]] = {}
        self._order: list[Hashable] = []
        self._head = _NONE
        """The outermost open question on which the answers found now depend."""

    def ask(
        self,
        key: Hashable,
        otherwise: _Answer,
        answer: Callable[..., _Answer],
        *given: object,
    ) -> _Answer:
        """What `answer` says of what is `given`; `otherwise` for a circle, or too long a way.

        Those given live as long as the answer, so that their identity may be part of the key.
        """
        if key in self._known:
            found: _Answer = self._known[key][0]
            return found
        if key in self._passing:
            found, head = self._passing[key]
            self._head = min(self._head, head)
            return found
        if key in self._open or len(self._open) > _FAR:
            self._head = min(self._head, self._open.get(key, -1))
            return otherwise
        return self._find(key, answer, given)

    def _find(
        self, key: Hashable, answer: Callable[..., _Answer], given: tuple[object, ...]
    ) -> _Answer:
        depth, before, first = len(self._open), self._head, len(self._order)
        self._open[key], self._head = depth, _NONE
        try:
            found = answer(*given)
        finally:
            del self._open[key]
            head, self._head = self._head, min(before, self._head)
        if head >= depth or depth == 0:
            self._head = before
            self._known[key] = found, given
            self._forget(first, depth)
        else:
            self._passing[key] = found, head
            self._order.append(key)
        return found

    def _forget(self, first: int, depth: int) -> None:
        """Drop the answers that depended on a question of this depth, or on its being open."""
        kept = []
        for key in self._order[first:]:
            if self._passing[key][1] < depth and depth > 0:
                kept.append(key)
            else:
                del self._passing[key]
        self._order[first:] = kept
