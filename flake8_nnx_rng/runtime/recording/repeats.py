"""Draws that gave the same key where each should have had its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flake8_nnx_rng.runtime.recording.codes import code_of
from flake8_nnx_rng.runtime.recording.draws import DRAW, STEPS, Draw, Frame, Level, Refusal


@dataclass(frozen=True)
class Repeat:
    """One mistake seen at run time.

    `place` is the line to mend: where the transform is applied, the Rngs is made, or the key is
    drawn. `code` is the rule that finds it in the source, empty if that is not evident. `draws`
    are the draws that are not the first with their key, `keys` the number of keys that repeat.
    """

    code: str
    message: str
    stream: str
    place: Frame
    drawn_at: tuple[Frame, ...]
    draws: tuple[Draw, ...] = ()
    keys: int = 0


def repeats(draws: Iterable[Draw], refusals: Iterable[Refusal] = ()) -> list[Repeat]:
    """What repeats among the draws, and what Flax refused because it would have, by place."""
    groups: defaultdict[tuple[int, ...], list[Draw]] = defaultdict(list)
    for draw in draws:
        if draw.purpose == DRAW and draw.frames:
            groups[draw.key].append(draw)
    alike: defaultdict[tuple[str, str, str, Frame], list[list[Draw]]] = defaultdict(list)
    for group in groups.values():
        if len(group) > 1:
            code, place = code_of(group)
            code = "" if _is_partly_split(group[0].stream, place, groups.values()) else code
            alike[code, _how(group), group[0].stream, place].append(group)
    found = [_repeat(*what, same) for what, same in alike.items()]
    found += dict.fromkeys(map(_refused, refusals))
    return sorted(found, key=lambda repeat: (repeat.place.filename, repeat.place.line, repeat.code))


def _is_partly_split(stream: str, place: Frame, groups: Iterable[Sequence[Draw]]) -> bool:
    """Whether other streams have a key for each lane of the transform applied at a place."""
    return any(
        level.place == place and level.index is not None and group[0].stream != stream
        for group in groups
        if len(group) == 1
        for level in group[0].levels
    )


def _repeat(
    code: str, how: str, stream: str, place: Frame, groups: Sequence[Sequence[Draw]]
) -> Repeat:
    lines = dict.fromkeys(draw.frames[0] for group in groups for draw in group)
    again = sorted((d for group in groups for d in group[1:]), key=lambda draw: draw.number)
    what = "the same key" if len(groups) == 1 else f"the same {len(groups)} keys"
    message = f"stream {stream!r} gives {what} {how}"
    return Repeat(code, message, stream, place, tuple(lines), tuple(again), len(groups))


def _refused(refusal: Refusal) -> Repeat:
    transform = refusal.levels[refusal.origin.depth]
    message = (
        f"stream {refusal.stream!r} of an Rngs captured by the function that {named(transform)} "
        "runs: Flax refused the draw (TraceContextError)"
    )
    frame = refusal.frames[0]
    return Repeat("NNX105", message, refusal.stream, frame, (frame,))


def _how(group: Sequence[Draw]) -> str:
    """Where the key repeats, in words."""
    if len({draw.frames[0] for draw in group}) > 1 or len({_kinds(draw) for draw in group}) > 1:
        places = len({draw.frames[0] for draw in group})
        return f"at {places} places" if places > 1 else "in and outside transforms"
    words = [
        _along(level, len(indices))
        for level, indices in zip(group[0].levels, _indices(group), strict=True)
        if len(indices) > 1
    ]
    times = len(group) // max(1, len({_where(draw) for draw in group}))
    return " and ".join([*words, *([_again(group[0], times)] if times > 1 else [])])


def _along(level: Level, count: int) -> str:
    place, unit = ("at", "step") if level.kind in STEPS else ("in", "lane")
    some = f"all {count}" if count == level.size else f"{count} of {level.size}"
    return f"{place} {some} {unit}s of {named(level)}"


def _again(draw: Draw, times: int) -> str:
    """Several times in the same lane and step, unless the steps of a loop are not known."""
    uncounted = [lv for lv in draw.levels if lv.kind in STEPS and lv.index is None]
    return (
        f"at {times} steps of {named(uncounted[0])}" if uncounted else f"on each of {times} calls"
    )


def named(level: Level) -> str:
    """A transform as the program writes it."""
    if not level.raw:
        return f"nnx.{'remat' if level.kind == 'checkpoint' else level.kind}"
    return f"jax.lax.{level.kind}" if level.kind in STEPS else f"jax.{level.kind}"


def _indices(group: Sequence[Draw]) -> list[set[int | None]]:
    return [
        {level.index for level in levels} for levels in zip(*(d.levels for d in group), strict=True)
    ]


def _kinds(draw: Draw) -> tuple[str, ...]:
    return tuple(level.kind for level in draw.levels)


def _where(draw: Draw) -> tuple[int | None, ...]:
    return tuple(level.index for level in draw.levels)
