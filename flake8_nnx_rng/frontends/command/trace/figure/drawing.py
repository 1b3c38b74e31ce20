"""Boxes and texts at their places, for whatever paints them; lengths are in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from unicodedata import east_asian_width

INK, FAINT, PAPER, ALARM = "#24292f", "#57606a", "#ffffff", "#cf222e"
FRAME, BLANK, MANY = "#d0d7de", "#e4e8ec", "#6e7781"
_KEYS = ("#c2395f", "#9a6700", "#00798c", "#8250df", "#3d7d43", "#b3541e", "#3f5fa5")
"""White letters are read on each of them."""
_WIDE = 0.61
"""The width of a character of a monospaced font beside its size."""


@dataclass(frozen=True)
class Box:
    """A rectangle; `tip` is what is said of it where a mouse points at it."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str = ""
    tip: str = ""


@dataclass(frozen=True)
class Text:
    """A line of text on a base line; `anchor` is start, middle or end."""

    x: float
    y: float
    text: str
    size: float = 12
    fill: str = INK
    anchor: str = "start"
    bold: bool = False
    mono: bool = False


@dataclass(frozen=True)
class Drawing:
    """Shapes on white paper, in the order in which they are painted."""

    width: float
    height: float
    shapes: tuple[Box | Text, ...]
    title: str


def colour(number: int) -> str:
    """The colour of the key with a letter of this number."""
    return _KEYS[number % len(_KEYS)]


def moved(shapes: Sequence[Box | Text], down: float) -> list[Box | Text]:
    """The same shapes further down."""
    return [replace(shape, y=shape.y + down) for shape in shapes]


def width(text: str, size: float) -> float:
    """How long a monospaced text is."""
    return _WIDE * size * sum(map(_cells, text))


def cut(text: str, room: float, size: float, *, keep_end: bool = False) -> str:
    """As much of a monospaced text as has room, with dots where something is left out."""
    if width(text, size) <= room:
        return text
    left, kept = room - width("…", size), ""
    for char in reversed(text) if keep_end else text:
        left -= width(char, size)
        if left < 0:
            break
        kept += char
    return f"…{kept[::-1]}" if keep_end else f"{kept}…"


def _cells(char: str) -> int:
    return 2 if east_asian_width(char) in "WF" else 1
