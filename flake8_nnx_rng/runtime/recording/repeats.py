"""Draws that gave the same key where each should have had its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_nnx_rng.runtime.recording.codes import code_of
from flake8_nnx_rng.runtime.recording.draws import DRAW, STEPS, Draw, Frame, Level, Refusal

if TYPE_CHECKING:
    from flake8_nnx_rng.runtime.recording.recorder import Recording
    from flake8_nnx_rng.runtime.recording.seeds import Seeds


REPEAT = "repeat"
"""A key that one stream gave twice."""
SAME_SEED = "same seed"
"""A key that several streams gave, since they were made from one seed."""
SHARED = "shared"
"""A key that Flax was asked to share: `nnx.RNN(broadcast_rngs=...)`, `rngs.broadcast(3)`."""
LAYER = "layer"
"""A key of an Rngs that a layer of Flax makes by itself, as `nnx.RNN` does."""


Group = Sequence[Draw]
"""Draws of one key."""


@dataclass(frozen=True)
class Repeat:
    """Draws seen at run time that gave the same key.

    `place` is the line to mend: where the transform is applied, the Rngs is made, or the key is
    drawn. `code` is the rule that finds it in the source, empty if that is not evident. `groups`
    are the draws of each key that repeats. `kind` says whether that is a mistake: `REPEAT`; or
    `SAME_SEED`, `LAYER` or `SHARED`. `within` says that all are at one place and in the same
    transforms.
    """

    code: str
    message: str
    stream: str
    place: Frame
    drawn_at: tuple[Frame, ...]
    groups: tuple[Group, ...] = ()
    kind: str = REPEAT
    within: bool = False

    @property
    def draws(self) -> tuple[Draw, ...]:
        """The draws that are not the first with their key."""
        again = (draw for group in self.groups for draw in group[1:])
        return tuple(sorted(again, key=lambda draw: draw.number))


def repeats(recording: Recording, seeds: Seeds | None = None) -> list[Repeat]:
    """What repeats, and what Flax refused because it would have, mistakes first, by place.

    A key that repeats at one place and in one transform is told there, whatever else gave it.

    Args:
        recording: one that has ended.
        seeds: of all streams there are, if some were made before the recording.
    """
    groups = _by_key(recording.draws)
    shared = [group for group in groups if len(group) > 1]
    drawn = [(group[0].key, group[0].count) for group in shared]
    begun = seeds or recording.seeds
    rightly, broadcast = begun.streams_giving(drawn), begun.broadcast_among(drawn)
    partly = _split_streams(groups)
    alike: defaultdict[tuple[str, str, str, str, Frame], list[Group]] = defaultdict(list)
    for group in shared:
        is_meant = group[0].key in broadcast and _once_in_each(group)
        meant = [(SHARED, group)] if is_meant else _parts(group, rightly[group[0].key])
        for kind, part in meant:
            code, place = code_of(part) if kind == REPEAT else ("", part[0].frames[0])
            code = "" if partly.get(place, set()) - {part[0].stream} else code
            alike[kind, code, _how(part), part[0].stream, place].append(part)
    found = [_repeat(*what, same) for what, same in alike.items()]
    found += dict.fromkeys(map(_refused, recording.refusals))
    return sorted(found, key=_order)


def _order(repeat: Repeat) -> tuple[bool, str, int, str]:
    place = repeat.place
    return repeat.kind != REPEAT, place.filename, place.line, repeat.code


def _by_key(draws: Iterable[Draw]) -> list[list[Draw]]:
    groups: defaultdict[tuple[int, ...], list[Draw]] = defaultdict(list)
    for draw in draws:
        if draw.purpose == DRAW and draw.frames:
            groups[draw.key].append(draw)
    return list(groups.values())


def _parts(group: Group, rightly: int) -> Iterator[tuple[str, Group]]:
    """What of the draws of a key is to be told, and as what kind.

    Args:
        group: all draws of the key.
        rightly: how many streams may have given it, each once.
    """
    sites: defaultdict[object, list[Draw]] = defaultdict(list)
    for draw in group:
        sites[draw.frames[0], draw.shape].append(draw)
    told: list[tuple[str, Group]] = [(_kind(part, rightly), part) for part in sites.values()]
    if len(sites) > 1 and REPEAT not in dict(told):
        told = [(_across(group, len(sites), rightly), group)]
    yield from ((kind, part) for kind, part in told if kind)


def _kind(part: Group, rightly: int) -> str:
    """What draws at one place in one transform are; nothing for a single one."""
    if len(part) == 1:
        return ""
    if all(draw.origin is not None and draw.origin.by_flax for draw in part):
        return LAYER
    if _shared_by_a_layer(part):
        return SHARED
    wheres = {_where(draw) for draw in part}
    inside = any(draw.origin is not None and draw.origin.depth for draw in part)
    return REPEAT if len(wheres) > 1 or inside or len(part) > rightly else SAME_SEED


def _once_in_each(group: Group) -> bool:
    """Whether a key came once in each of several lanes or steps of one process."""
    lanes = {tuple(level.index for level in draw.levels) for draw in group}
    return len(lanes) == len(group) and len({draw.process for draw in group}) == 1


def _shared_by_a_layer(part: Group) -> bool:
    """Whether a key came once at each of several steps of one call of a layer.

    That is asked of it: `nnx.RNN` splits what it shares (`broadcast_rngs`) anew for each call.
    """
    steps = {tuple(lv.index for lv in draw.levels if lv.of_layer) for draw in part}
    others = {tuple(lv.index for lv in draw.levels if not lv.of_layer) for draw in part}
    processes = {draw.process for draw in part}
    return len(steps) == len(part) and len(others) == len(processes) == 1


def _across(group: Group, places: int, rightly: int) -> str:
    """What draws at several places are, at none of which the key repeats by itself."""
    if any(draw.origin is not None and draw.origin.by_flax for draw in group):
        return LAYER
    return REPEAT if places > rightly else SAME_SEED


def _split_streams(groups: Iterable[Group]) -> dict[Frame, set[str]]:
    """The streams that have a key for each lane, by the place where the transform is applied."""
    found: defaultdict[Frame, set[str]] = defaultdict(set)
    for group in groups:
        if len(group) == 1:
            for level in group[0].levels:
                if level.index is not None and level.place is not None:
                    found[level.place].add(group[0].stream)
    return found


def _repeat(
    kind: str, code: str, how: str, stream: str, place: Frame, groups: Sequence[Group]
) -> Repeat:
    lines = dict.fromkeys(draw.frames[0] for group in groups for draw in group)
    shapes = {draw.shape for group in groups for draw in group}
    within = len(lines) == len(shapes) == 1 and shapes != {()}
    what = "the same key" if len(groups) == 1 else f"the same {len(groups)} keys"
    message = f"stream {stream!r} gives {what} {how}"
    return Repeat(code, message, stream, place, tuple(lines), tuple(groups), kind, within)


def _refused(refusal: Refusal) -> Repeat:
    frame, depth = refusal.frames[0], refusal.origin.depth
    code, whose = "", "that was made inside a transform and kept beyond it"
    if depth < len(refusal.levels):
        code = "NNX105"
        whose = f"captured by the function that {named(refusal.levels[depth])} runs"
    message = (
        f"stream {refusal.stream!r} of an Rngs {whose}: Flax refused the draw (TraceContextError)"
    )
    return Repeat(code, message, refusal.stream, frame, (frame,))


def _how(group: Group) -> str:
    """Where the key repeats, in words."""
    places = len({draw.frames[0] for draw in group})
    if places > 1 or len({draw.shape for draw in group}) > 1:
        return f"at {places} places" if places > 1 else "in and outside transforms"
    words = [
        _along(level, len(indices))
        for level, indices in zip(group[0].levels, _indices(group), strict=True)
        if len(indices) > 1
    ]
    processes = len({draw.process for draw in group})
    words += [f"in {processes} processes"] if processes > 1 else []
    times = len(group) // max(1, len({(draw.process, _where(draw)) for draw in group}))
    return " and ".join([*words, *([_again(group[0], times)] if times > 1 else [])])


def _along(level: Level, count: int) -> str:
    place = "at" if level.unit == "step" else "in"
    some = f"all {count}" if count == level.size else f"{count} of {level.size}"
    return f"{place} {some} {level.unit}s of {named(level)}"


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


def _indices(group: Group) -> list[set[int | None]]:
    return [
        {level.index for level in levels} for levels in zip(*(d.levels for d in group), strict=True)
    ]


def _where(draw: Draw) -> tuple[int | None, ...]:
    return tuple(level.index for level in draw.levels)
