"""A trace as JSON, for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flake8_nnx_rng.runtime.recording import Draw, Frame, Level
    from flake8_nnx_rng.runtime.recording.repeats import Repeat


def render(draws: Sequence[Draw], repeats: Sequence[Repeat], *, same_seed: bool) -> str:
    """An object with the lists `draws` and `repeats`, and `same_seed` where that is asked for."""
    mistakes = [repeat for repeat in repeats if repeat.kind == "repeat"]
    others = [repeat for repeat in repeats if repeat.kind != "repeat"]
    data = {"draws": list(map(_draw, draws)), "repeats": list(map(_repeat, mistakes))}
    data |= {"same_seed": list(map(_repeat, others))} if same_seed else {}
    return json.dumps(data, indent=2, ensure_ascii=False)


def _draw(draw: Draw) -> dict[str, Any]:
    return {
        "number": draw.number,
        "process": draw.process,
        "stream": draw.stream,
        "purpose": draw.purpose,
        "key": list(draw.key),
        "count": draw.count,
        "transforms": list(map(_level, draw.levels)),
        "frames": list(map(_frame, draw.frames)),
    }


def _level(level: Level) -> dict[str, Any]:
    return {"kind": level.kind, "raw": level.raw, "index": level.index, "size": level.size}


def _repeat(repeat: Repeat) -> dict[str, Any]:
    return {
        "code": repeat.code or None,
        "message": repeat.message,
        "stream": repeat.stream,
        **_frame(repeat.place),
        "drawn_at": list(map(_frame, repeat.drawn_at)),
        "draws": [draw.number for draw in repeat.draws],
    }


def _frame(frame: Frame) -> dict[str, Any]:
    location = {"row": frame.line, "column": frame.column}
    return {"filename": frame.filename, "function": frame.function, "location": location}
