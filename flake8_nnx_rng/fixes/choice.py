"""Choosing among fixes: those that can be made together, and the edits that they come to."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit, Fix
from flake8_nnx_rng.fixes.imports import import_edits

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.module import Module


def together(module: Module, fixes: Iterable[Fix]) -> list[Fix]:
    """The fixes that are not in the way of an earlier one, nor of an import that changes.

    Fewer fixes may change fewer imports, so of those in their way not all are left out at once.
    """
    taken = _Taken()
    chosen = [fix for fix in dict.fromkeys(fixes) if taken.take(fix)]
    while True:
        imports = _Taken(import_edits(module, chosen, rewritten=True))
        clashing = [fix for fix in chosen if not imports.leaves_room(fix.edits)]
        if not clashing:
            return chosen
        gone = set(clashing[len(clashing) // 2 :])
        chosen = [fix for fix in chosen if fix not in gone]


def all_edits(module: Module, fixes: Sequence[Fix]) -> list[Edit]:
    """The edits of fixes that go together, those of imports included, in order."""
    imports = import_edits(module, fixes, rewritten=True)
    return sorted({*imports, *(edit for fix in fixes for edit in fix.edits)})


class _Taken:
    """Places of a text that are edited already."""

    def __init__(self, edits: Iterable[Edit] = ()) -> None:
        self._edits = sorted(edits)

    def take(self, fix: Fix) -> bool:
        """Add the edits of a fix; False where they clash with others or with each other."""
        for number, edit in enumerate(fix.edits):
            if not self.leaves_room([edit]):
                for added in fix.edits[:number]:
                    del self._edits[bisect_left(self._edits, added)]
                return False
            insort(self._edits, edit)
        return True

    def leaves_room(self, edits: Iterable[Edit]) -> bool:
        """Whether edits clash with none of these, which clash with none among themselves."""
        return not any(edit.clashes(near) for edit in edits for near in self._near(edit))

    def _near(self, edit: Edit) -> list[Edit]:
        first = bisect_left(self._edits, edit.start, key=lambda other: other.start)
        last = bisect_left(self._edits, max(edit.end, edit.start + 1), key=lambda o: o.start)
        return self._edits[max(first - 1, 0) : last]
