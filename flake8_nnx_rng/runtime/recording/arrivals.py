"""Draws as they arrive from the running program, and which of them are replays."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flake8_nnx_rng.runtime.recording.draws import DRAW, INDEXED, Draw, Frame, Level, Origin
from flake8_nnx_rng.runtime.recording.held import Held, Passage

Indices = tuple[int, ...]
"""The lane or step in each level that has one."""
Entries = Counter[tuple[tuple[Held, ...], Indices]]
"""How often each checkpointed function was entered, by the levels around it and their indices."""


@dataclass(frozen=True, eq=False)
class Site:
    """A draw in a trace: all that is known of it before it runs."""

    stream: str
    levels: tuple[Held, ...]
    frames: tuple[Frame, ...]
    passages: tuple[Passage, ...]
    purpose: str = DRAW
    origin: Origin | None = None
    process: int = 0


@dataclass(frozen=True, slots=True)
class Arrival:
    """A draw that ran, in one lane and step."""

    site: Site
    indices: Indices
    key: tuple[int, ...]
    count: int
    number: int


def draws_of(arrivals: Iterable[Arrival], entries: Entries) -> list[Draw]:
    """The draws in the order in which they came, replays left out."""
    groups: defaultdict[tuple[Site, Indices], list[Arrival]] = defaultdict(list)
    for arrival in arrivals:
        groups[arrival.site, arrival.indices].append(arrival)
    kept = [arrival for group in groups.values() for arrival in _without_replays(group, entries)]
    kept.sort(key=lambda arrival: arrival.number)
    return [_draw(number, arrival) for number, arrival in enumerate(kept)]


def _draw(number: int, arrival: Arrival) -> Draw:
    site, left = arrival.site, iter(arrival.indices)
    levels = tuple(
        replace(level, index=next(left)) if level.kind in INDEXED else level
        for level in unindexed(site)
    )
    return Draw(
        site.stream,
        arrival.key,
        arrival.count,
        levels,
        site.frames,
        number,
        site.purpose,
        site.origin,
        site.process,
    )


def _without_replays(group: Sequence[Arrival], entries: Entries) -> list[Arrival]:
    """The arrivals without those of a backward pass that runs a checkpointed function again.

    A function that was entered n times draws n times at each of its places; whatever else came
    repeats a key that came before. There is no backward pass through a loop without a known end.
    """
    levels, indices = group[0].site.levels, group[0].indices
    outer = next((i for i, held in enumerate(levels) if held.kind == "checkpoint"), None)
    if outer is None or any(held.kind == "while_loop" for held in levels[outer:]):
        return list(group)
    indexed = sum(held.kind in INDEXED for held in levels[:outer])
    expected = entries[levels[: outer + 1], indices[:indexed]]
    surplus = len(group) - expected if expected else 0
    left, kept = Counter(arrival.key for arrival in group), []
    for arrival in reversed(group):
        if surplus > 0 and left[arrival.key] > 1:
            left[arrival.key] -= 1
            surplus -= 1
        else:
            kept.append(arrival)
    return kept[::-1]


def unindexed(site: Site) -> tuple[Level, ...]:
    """The levels around a draw, without lanes and steps."""
    return tuple(
        Level(
            held.kind,
            None,
            held.size,
            held.raw,
            passage.place or held.place,
            passage.holder,
            held.of_layer,
        )
        for held, passage in zip(site.levels, site.passages, strict=True)
    )
