"""A trace as text: table of draws, figure, and the lines of what repeats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

import click

from flake8_nnx_rng.frontends.command.outcome import counted
from flake8_nnx_rng.frontends.command.trace.picture import Picture, pictures
from flake8_nnx_rng.frontends.command.trace.places import around, place
from flake8_nnx_rng.frontends.command.trace.words import line, verdict

if TYPE_CHECKING:
    from flake8_nnx_rng.runtime.recording import Draw
    from flake8_nnx_rng.runtime.recording.repeats import Repeat

ONCE = "·"
"""A key that was drawn once."""
_COLOURS = ("red", "green", "yellow", "blue", "magenta", "cyan")
_ROWS, _COLUMNS = 12, 24


def render(draws: Sequence[Draw], repeats: Sequence[Repeat], *, same_seed: bool = False) -> str:
    """The whole report; keys of one seed in it only where that is asked for."""
    mistakes = [repeat for repeat in repeats if repeat.kind == "repeat"]
    others = [repeat for repeat in repeats if repeat.kind != "repeat"]
    drawn = pictures(draws, repeats if same_seed else mistakes)
    figures = [figure(picture) for picture in drawn if picture.repeats]
    legend = ["Same letter, same key:"] if figures else []
    lines = "\n".join(told(mistakes, others, same_seed=same_seed))
    parts = [*table(drawn), *legend, *figures, lines]
    return "\n\n".join(filter(None, parts))


def table(drawn: Sequence[Picture]) -> Iterator[str]:
    """How often each place drew, and how many keys that gave."""
    if not drawn:
        return
    head = ("stream", "draws", "keys", "transforms", "drawn at")
    rows = [head, *map(_row, drawn)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    yield "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _row(picture: Picture) -> tuple[str, ...]:
    first, keys = picture.draws[0], {draw.key for draw in picture.draws}
    stream = first.stream if first.purpose == "draw" else f"{first.stream} ({first.purpose})"
    where = place(first.frames[0]) if first.frames else ""
    return stream, str(len(picture.draws)), str(len(keys)), around(first), where


def figure(picture: Picture) -> str:
    """Lanes by draws; what is too long or wide to be seen at a glance is cut."""
    first = picture.draws[0]
    where = place(first.frames[0]) if first.frames else ""
    width = max(map(len, chain.from_iterable(picture.rows.values()))) or 1
    names = max(map(len, picture.rows))
    lines = [f"{first.stream}, {where}"]
    for name, letters in list(picture.rows.items())[:_ROWS]:
        shown = [_painted(letter, width) for letter in letters[:_COLUMNS]]
        more = ["..."] if len(letters) > _COLUMNS else []
        lines.append(" ".join([f"  {name:<{names}} ", *shown, *more]).rstrip())
    if len(picture.rows) > _ROWS:
        lines.append(f"  ... {counted(len(picture.rows) - _ROWS, 'lane')} more")
    return "\n".join(lines)


def _painted(letter: str, width: int) -> str:
    padded = (letter or ONCE).ljust(width)
    if not letter:
        return padded
    return click.style(padded, fg=_COLOURS[ord(letter[-1]) % len(_COLOURS)], bold=True)


def told(
    mistakes: Sequence[Repeat], others: Sequence[Repeat], *, same_seed: bool = False
) -> Iterator[str]:
    """A line for each repeat, and how many there are."""
    yield from map(line, mistakes)
    if same_seed:
        yield from map(line, others)
    elif others:
        yield (
            f"Not shown: {counted(len(others), 'place')} where keys are equal by one seed or on "
            "purpose (--same-seed)."
        )
    yield verdict([*mistakes, *others])
