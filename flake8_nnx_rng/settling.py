"""Settling: pass by pass, each step that holds is kept, until no fix is left that does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from flake8_nnx_rng.diagnostic import Refusal, SuggestedFix
from flake8_nnx_rng.fixes.fix import Fix
from flake8_nnx_rng.mending import FailedError, Trial, key_of

if TYPE_CHECKING:
    from flake8_nnx_rng.diagnostic import Diagnostic
    from flake8_nnx_rng.mending import Key
    from flake8_nnx_rng.reports import Inspected
    from flake8_nnx_rng.syntax.source import Source

_PATIENCE = 10
"""Passes that never leave fewer findings to mend than before are going round in circles."""

Wanted: TypeAlias = "dict[Diagnostic, Fix]"


@dataclass(frozen=True)
class State:
    """A source on its way: what is found in it, and the findings that were mended so far."""

    source: Source
    inspected: Inspected
    applied: tuple[Diagnostic, ...] = ()


class Settling:
    """Makes fixes in one source for as long as there are any that hold.

    `inspect` reads a source again. `wanted` tells the fixes that may be made, the most important
    first, and `together` those among them that are not in each other's way. `barred` tells one
    that is not to be made, with the reason.
    """

    def __init__(
        self,
        first: State,
        inspect: Callable[[Source], Inspected],
        wanted: Callable[[Inspected], Wanted],
        together: Callable[[Inspected, Wanted], Wanted],
        barred: tuple[Callable[[Inspected], Fix | None], str] | None = None,
    ) -> None:
        self._inspect = inspect
        self._wanted = wanted
        self._together = together
        self._path = [first]
        self._made: list[set[Key]] = []
        self._least = (len(wanted(first.inspected)), 0)
        self._failed: dict[Key, str] = {}
        self._circling: dict[Key, str] = {}
        self._barred = barred
        self._barred_in: tuple[Inspected, Fix | None] | None = None
        self._moved = False

    def run(self) -> State:
        """The source when no fix changes it any more."""
        while True:
            state = self._path[-1]
            chosen = self._choose(state)
            if chosen:
                self._advance(state, chosen)
            elif self._failed and self._moved:  # what failed may hold now that others are made
                self._failed, self._moved = {}, False
            else:
                return state

    def left(self, state: State) -> tuple[tuple[Diagnostic, ...], tuple[str, ...]]:
        """The findings that are left, and why fixes of some were withdrawn."""
        left, reasons = [], dict[Fix, str]()
        for diagnostic, fix in state.inspected.shown:
            reason = "" if fix is None else self.withdrawn(state.inspected, fix)
            if fix is not None and reason:
                reasons.setdefault(fix, f"{_place(diagnostic)}: {reason}")
                left.append(replace(diagnostic, fix=_withdrawal(diagnostic, fix, reason)))
            else:
                left.append(diagnostic)
        return tuple(left), tuple(reasons.values())

    def withdrawn(self, inspected: Inspected, fix: Fix) -> str:
        """Why a fix is not made; empty for one that may be."""
        if self._barred is not None and fix == self._barred_at(inspected):
            return self._barred[1]
        key = key_of(inspected, fix)
        return self._circling.get(key) or self._failed.get(key, "")

    def _barred_at(self, inspected: Inspected) -> Fix | None:
        if self._barred is None:
            return None
        if self._barred_in is None or self._barred_in[0] is not inspected:
            self._barred_in = inspected, self._barred[0](inspected)
        return self._barred_in[1]

    def _choose(self, state: State) -> Wanted:
        """The fixes for one pass: none that was withdrawn, and none in the way of another."""
        wanted = self._wanted(state.inspected)
        if self._failed or self._circling or self._barred:
            wanted = {
                d: fix for d, fix in wanted.items() if not self.withdrawn(state.inspected, fix)
            }
        return self._together(state.inspected, wanted) if wanted else {}

    def _advance(self, state: State, chosen: Wanted) -> None:
        """Take the next step, or learn which fixes make none."""
        held = self._hold(state, chosen)
        if held is None:
            return
        following, made = held
        self._moved = True
        self._made.append({key_of(state.inspected, fix) for fix in made})
        texts = [known.source.text for known in self._path]
        self._path.append(following)
        count = len(self._wanted(following.inspected))
        if count < self._least[0]:
            self._least = count, len(self._path) - 1
        if following.source.text in texts:
            self._break_circle(texts.index(following.source.text))
        elif len(self._path) - 1 - self._least[1] >= _PATIENCE:
            self._break_circle(self._least[1])

    def _hold(self, state: State, chosen: Wanted) -> tuple[State, Collection[Fix]] | None:
        """The source with the most of the chosen fixes that hold together; None with none.

        Where a part of the module comes out wrong, it is tried with half of the fixes that are made
        in it, and so on; one that fails by itself is withdrawn. All parts are halved at once.
        """
        while chosen:
            trial = Trial(state.source, state.inspected, chosen)
            try:
                changed = trial.apply()
                after = self._inspect(changed)
                trial.check(after)
            except FailedError as failure:
                chosen = self._without(state, chosen, failure)
                continue
            return State(changed, after, (*state.applied, *chosen)), set(chosen.values())
        return None

    def _without(self, state: State, chosen: Wanted, failure: FailedError) -> Wanted:
        """The fixes that are to be tried next, after these have failed."""
        gone: set[Fix] = set()
        for suspects, reason in failure.blamed:
            near = [fix for fix in suspects if fix not in gone]
            if len(suspects) == 1:
                self._failed[key_of(state.inspected, suspects[0])] = reason
            gone |= set(near[len(suspects) // 2 :])
        return {d: fix for d, fix in chosen.items() if fix not in gone}

    def _break_circle(self, start: int) -> None:
        """Withdraw the fixes that led from a state back to it, and go on as if they were none.

        That is from the first state, where one of them was among the first steps.
        """
        keys: set[Key] = set().union(*self._made[start:])
        reason = f"the fixes of {_listed(self._codes_since(start))} lead back to one another"
        self._circling |= dict.fromkeys(keys, reason)
        kept = 0 if self._made[0] & keys else start
        self._path, self._made = self._path[: kept + 1], self._made[:kept]
        self._failed = {}
        counts = [len(self._wanted(state.inspected)) for state in self._path]
        self._least = min((count, number) for number, count in enumerate(counts))

    def _codes_since(self, start: int) -> list[str]:
        before = len(self._path[start].applied)
        return sorted({d.code for d in self._path[-1].applied[before:]})


def _withdrawal(diagnostic: Diagnostic, fix: Fix | None, reason: str) -> SuggestedFix:
    """What is told of a finding whose fix was made and taken back."""
    step = f"mend it by hand, see {diagnostic.url}"
    unit = min((edit.start for edit in fix.edits), default=0) if fix is not None else 0
    refusal = Refusal("Not fixed", reason, step, reason, unit)
    return SuggestedFix(f"Not fixed: {reason}", "display", refusal=refusal)


def _listed(codes: Iterable[str]) -> str:
    *most, last = codes
    return f"{', '.join(most)} and {last}" if most else last


def _place(diagnostic: Diagnostic) -> str:
    line = f"line {diagnostic.location.row}"
    return line if diagnostic.cell is None else f"cell {diagnostic.cell}, {line}"
