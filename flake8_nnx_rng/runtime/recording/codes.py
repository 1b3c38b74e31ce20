"""The rule that finds in the source what repeats at run time, where that is evident."""

from __future__ import annotations

from collections.abc import Sequence

from flake8_nnx_rng.runtime.recording.draws import Draw, Frame, Level

_LANES = ("vmap", "pmap")


def code_of(group: Sequence[Draw]) -> tuple[str, Frame]:
    """The code of the rule, or nothing, and the line to mend, of draws that gave one key."""
    first = group[0]
    drawn = first.frames[0]
    if any(draw.frames[0] != drawn or draw.shape != first.shape for draw in group):
        return "", drawn
    origin, level = first.origin, _repeating(group)
    if level is None:
        return "", drawn
    if origin is not None and origin.depth < len(first.levels):
        return "NNX105", drawn
    if origin is not None and origin.constant:
        return "NNX106", origin.frames[0]
    place = level.place or drawn
    if origin is not None or not level.holder:
        return "", place
    return (_of_jax if level.raw else _of_flax)(level), place


def _of_jax(level: Level) -> str:
    """The rule for transforms of JAX itself."""
    return "NNX116" if level.kind in ("jit", "vmap", "pmap", "grad", "checkpoint") else ""


def _of_flax(level: Level) -> str:
    """The rule for what a transform of Flax hands to all lanes or steps as it is."""
    if level.holder == "rngs":
        return "NNX102" if level.kind in (*_LANES, "scan") else ""
    return "NNX103" if level.kind in _LANES else "NNX104" if level.kind == "scan" else ""


def _repeating(group: Sequence[Draw]) -> Level | None:
    """The innermost transform whose lanes or steps repeat, or else one that repeats by calls."""
    levels = group[0].levels
    for position in reversed(range(len(levels))):
        if len({draw.levels[position].index for draw in group}) > 1:
            return levels[position]
    return next((level for level in levels if level.raw or level.kind == "jit"), None)
