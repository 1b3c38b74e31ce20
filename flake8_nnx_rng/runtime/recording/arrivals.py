"""Draws as they arrive from the running program, and the steps and replays that they tell of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod

from flake8_nnx_rng.runtime.recording.draws import Draw, Frame, Level
from flake8_nnx_rng.runtime.recording.levels import LANES, STEPS, Held

Lanes = tuple[int, ...]
Entries = Counter[tuple[tuple[Held, ...], Lanes]]
"""How often each checkpointed function was entered, by its levels and the lanes around it."""


@dataclass(frozen=True, eq=False)
class Site:
    """A draw in a trace: all that is known of it before it runs."""

    stream: str
    levels: tuple[Held, ...]
    frames: tuple[Frame, ...]
    purpose: str
    made: tuple[Frame, ...]
    made_inside: int


@dataclass(frozen=True)
class Arrival:
    """A draw that ran, in one lane."""

    site: Site
    lanes: Lanes
    key: tuple[int, ...]
    count: int
    number: int


def draws_of(arrivals: Iterable[Arrival], entries: Entries) -> list[Draw]:
    """The draws in the order in which they came, replays left out and steps counted."""
    groups: defaultdict[tuple[Site, Lanes], list[Arrival]] = defaultdict(list)
    for arrival in arrivals:
        groups[arrival.site, arrival.lanes].append(arrival)
    draws = [draw for group in groups.values() for draw in _draws_at(group, entries)]
    return sorted(draws, key=lambda draw: draw.number)


def _draws_at(group: Sequence[Arrival], entries: Entries) -> list[Draw]:
    site = group[0].site
    kept = _without_replays(group, entries)
    steps = _countable(site.levels, len(kept))
    return [
        Draw(
            site.stream,
            arrival.key,
            arrival.count,
            _indexed(site.levels, arrival.lanes, steps, place),
            site.frames,
            arrival.number,
            site.purpose,
            site.made,
            site.made_inside,
        )
        for place, arrival in enumerate(kept)
    ]


def _without_replays(group: Sequence[Arrival], entries: Entries) -> list[Arrival]:
    """The arrivals without those of a backward pass that runs a checkpointed function again.

    A function that was entered n times draws n times at each of its places; whatever else came
    repeats a key that came before.
    """
    site, lanes = group[0].site, group[0].lanes
    outer = next((i for i, held in enumerate(site.levels) if held.kind == "checkpoint"), None)
    if outer is None:
        return list(group)
    mapped = sum(held.kind in LANES for held in site.levels[:outer])
    inner = [held.size or 1 for held in site.levels[outer:] if held.kind in STEPS]
    expected = entries[site.levels[: outer + 1], lanes[:mapped]] * prod(inner)
    surplus = len(group) - expected if expected else 0
    left, kept = Counter(arrival.key for arrival in group), []
    for arrival in reversed(group):
        if surplus > 0 and left[arrival.key] > 1:
            left[arrival.key] -= 1
            surplus -= 1
        else:
            kept.append(arrival)
    return kept[::-1]


def _countable(levels: Sequence[Held], arrivals: int) -> dict[int, int]:
    """The levels whose step follows from the order of arrival: by position, what a step counts.

    None does if a draw was left out at some steps.
    """
    weights, weight = {}, 1
    for position in reversed(range(len(levels))):
        level = levels[position]
        if level.kind == "while_loop" or (level.kind in STEPS and level.size is None):
            break
        if level.kind in STEPS:
            weights[position] = weight
            weight *= level.size or 1
    return weights if weight and arrivals % weight == 0 else {}


def _indexed(
    levels: Sequence[Held], lanes: Lanes, steps: dict[int, int], place: int
) -> tuple[Level, ...]:
    left = iter(lanes)
    indexed = []
    for position, held in enumerate(levels):
        index = next(left) if held.kind in LANES else None
        if position in steps and held.size:
            index = place // steps[position] % held.size
            index = held.size - 1 - index if held.backwards else index
        indexed.append(Level(held.kind, index, held.size, held.raw, held.place))
    return tuple(indexed)
