"""The prefix that says for every graph node what 0.8.5's `state_axes` and `split_rngs` said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.layout import Group, Piece
from flake8_nnx_rng.fixes.migration.options import Split, StateAxis, Streams
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.semantics.program.filters import NEVER_RNG_STATE

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.migration.spelling import Speller

_ALL = ("...", "True")


@dataclass(frozen=True)
class Entry:
    """A filter and what becomes of the state it takes: an axis, None, or Carry.

    `within` is the name of the dict that it comes from, where another file has that.
    """

    filter: str
    axis: str
    may_take_rng_state: bool = True
    within: str = ""


def mapped_prefix(
    spell: Speller, split: Split, state_axes: tuple[StateAxis, ...] | None, *, holds_rngs: bool
) -> Piece:
    """For vmap and pmap: split streams are mapped, the state of no filter is broadcast."""
    rngs = _rng_entries(spell, split, hit="0", missed="None") if holds_rngs else []
    return _prefix(spell, rngs, _state_entries(state_axes), rest="None")


def carried_prefix(
    spell: Speller,
    split: Split,
    state_axes: tuple[StateAxis, ...] | None,
    *,
    holds_rngs: bool,
    forked: bool,
    axes_first: bool,
    needs_axis: bool,
) -> Piece:
    """For scan: split streams are carried, or mapped where each layer has `forked` its own.

    `axes_first` puts integer axes before RNG state, as `transform_metadata` needs it.
    `needs_axis` adds one for nothing at all where all state is carried: 0.9.0 asserts that some is
    sliced.
    """
    carry = spell("Carry")
    states = _state_entries(state_axes)
    if any(entry.axis == "None" for entry in states):
        raise Refused("state_axes has None, which 0.8.5 refused in nnx.scan")
    hit = "0" if forked else carry
    rngs = _rng_entries(spell, split, hit=hit, missed="None") if holds_rngs else []
    if needs_axis and not any(_is_index(entry.axis) for entry in (*rngs, *states)):
        states = [Entry(f"{spell('Nothing')}()", "0", may_take_rng_state=False), *states]
    return _prefix(spell, rngs, states, rest=carry, axes_first=axes_first)


def _is_index(axis: str) -> bool:
    return axis.lstrip("-").isdigit()


def _state_entries(state_axes: tuple[StateAxis, ...] | None) -> list[Entry]:
    if state_axes is None:
        return [Entry("...", "0")]
    return [Entry(s.filter, s.axis, s.name not in NEVER_RNG_STATE, s.within) for s in state_axes]


def _rng_entries(spell: Speller, split: Split, *, hit: str, missed: str) -> list[Entry]:
    state = spell("RngState")
    if split.streams is Streams.SOME:
        some = f"{spell('All')}({state}, {split.only})"
        return [Entry(some, hit), Entry(state, missed)]
    return [Entry(state, hit if split.streams is Streams.ALL else missed)]


def _prefix(
    spell: Speller, rngs: list[Entry], states: list[Entry], rest: str, *, axes_first: bool = False
) -> Piece:
    if not any(entry.filter in _ALL for entry in states):
        states = [*states, Entry("...", rest)]
    if {entry.axis for entry in (*rngs, *states)} == {states[-1].axis}:
        if states[-1].axis == "0":
            return "0"
        if states[-1].axis == "None":  # not None alone, which 0.8.5 would have ignored
            return Group(f"{spell('StateAxes')}({{", ("...: None",), "})")
    entries = _without_needless(rngs, states)
    if axes_first and entries[: len(rngs)] == rngs and rngs:
        entries = _axes_first(spell, rngs, states)
    return Group(f"{spell('StateAxes')}({{", tuple(_written(entries, states)), "})")


def _written(entries: list[Entry], states: list[Entry]) -> Iterator[str]:
    """The entries as code, those of a dict in another file as `**STATE_AXES`."""
    for within, listed in groupby(entries, key=attrgetter("within")):
        if not within:
            yield from (f"{entry.filter}: {entry.axis}" for entry in listed)
        elif len(list(listed)) == sum(entry.within == within for entry in states):
            yield f"**{within}"
        else:
            raise Refused(f"not all entries of {within} can stand as they are", within)


def _without_needless(rngs: list[Entry], states: list[Entry]) -> list[Entry]:
    """RNG state needs no entry of its own where the last one says the same of it."""
    *before, last = states
    same = all(entry.axis == last.axis for entry in rngs)
    if same and not any(entry.may_take_rng_state for entry in before):
        return states
    return [*rngs, *states]


def _axes_first(spell: Speller, rngs: list[Entry], states: list[Entry]) -> list[Entry]:
    """Integer axes before RNG state: `transform_metadata` counts filters with an axis only."""
    *before, last = states
    if any(entry.may_take_rng_state for entry in before):
        raise Refused("transform_metadata with a filter that may take RNG state")
    if _is_index(last.axis):
        others = Entry(f"{spell('Not')}({spell('RngState')})", last.axis)
        if len(rngs) > 1:
            return [*before, others, *rngs]
        return [*before, others, Entry("...", rngs[0].axis)]
    return [*before, *rngs, last]
