"""Where the parts of one site's table stand: its name, its rows, their cells and the columns."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from flake8_nnx_rng.frontends.command.outcome import counted
from flake8_nnx_rng.frontends.command.printable import printable
from flake8_nnx_rng.frontends.command.trace.figure import code
from flake8_nnx_rng.frontends.command.trace.figure.drawing import (
    BLANK,
    FAINT,
    INK,
    MANY,
    PAPER,
    Box,
    Text,
    colour,
    cut,
    width,
)
from flake8_nnx_rng.frontends.command.trace.figure.runs import SEVERAL, Run, runs
from flake8_nnx_rng.frontends.command.trace.figure.sites import Row, Site
from flake8_nnx_rng.frontends.command.trace.letters import number
from flake8_nnx_rng.frontends.command.trace.places import place

LEGEND = "same letter and colour: the same key   \N{MIDDLE DOT}   pale: drawn once"
_LEFT, _ROW, _CELL = 16, 24, 44
_READABLE = 18
"""The width from which on each cell has a letter of its own."""
_NARROWEST = 2
_STEPS = (1, 2, 5)


def table(site: Site, wide: float) -> tuple[list[Box | Text], float]:
    """The shapes of a table and how high it is."""
    side = 0.36 * wide
    names = max(width(row.name, 11) for row in site.rows)
    names = min(names, 0.16 * wide)
    left = _LEFT + side + names + 12
    room = wide + _LEFT - left
    height = max(56, _ROW * len(site.rows))
    shapes: list[Box | Text] = [*_name(site, side)]
    for line, row in enumerate(site.rows):
        label = cut(row.name, names, 11)
        shapes.append(Text(left - 8, _ROW * line + 16, label, 11, FAINT, "end", mono=True))
        shapes += chain.from_iterable(_row(site, row, left, _ROW * line, room))
    below = _ROW * len(site.rows)
    shapes += _ticks(site, left, below + 12, room)
    if site.hidden:
        note = f"{counted(site.hidden, 'row')} more"
        shapes.append(Text(left - 8, below + 12, note, 11, FAINT, "end"))
    return shapes, max(height, below + 34)


def _name(site: Site, side: float) -> Iterator[Text]:
    """The site by file and line, what is drawn there, and of which stream."""
    where = cut(printable(place(site.frame)), side, 12, keep_end=True)
    yield Text(_LEFT, 16, where, 12, INK, bold=True, mono=True)
    yield Text(_LEFT, 33, cut(code.expression(site.frame), side, 11), 11, INK, mono=True)
    inside = f" in {site.transforms}" if site.transforms else ""
    yield Text(_LEFT, 49, cut(f"{printable(site.stream)}{inside}", side, 11), 11, FAINT, mono=True)


def _row(
    site: Site, row: Row, left: float, top: float, room: float
) -> Iterator[tuple[Box | Text, ...]]:
    """Cells with a letter each, or where these would be too narrow, runs of the same key."""
    cell = min(_CELL, room / site.columns)
    if cell >= _READABLE:
        found = [Run(n, n + 1, s) for n, s in enumerate(row.letters) if s is not None]
    else:
        found = [*runs(row.letters, int(room // _NARROWEST))]
    for run in found:
        yield _cell(site, run, left, top, cell)


def _cell(site: Site, run: Run, left: float, top: float, cell: float) -> tuple[Box | Text, ...]:
    start, wide = left + cell * run.start, cell * (run.stop - run.start)
    gap = 2 if wide > _READABLE / 2 else 0
    fill = {"": BLANK, SEVERAL: MANY}.get(run.letter) or colour(number(run.letter))
    box = Box(start, top + 2, wide - gap, _ROW - 4, fill, tip=_tip(site, run))
    times = run.stop - run.start
    labels = [f"{run.letter} \N{MULTIPLICATION SIGN} {times}"] if times > 1 else []
    fitting = [s for s in [*labels, run.letter] if run.letter and width(s, 11) + 4 <= wide]
    if not fitting or run.letter == SEVERAL:
        return (box,)
    middle = start + (wide - gap) / 2
    return box, Text(middle, top + 16, fitting[0], 11, PAPER, "middle", bold=True, mono=True)


def _tip(site: Site, run: Run) -> str:
    first, last = site.first + run.start, site.first + run.stop - 1
    keys = {"": "drawn once", SEVERAL: "several keys"}.get(run.letter, f"key {run.letter}")
    where = f"{site.unit} {first}" if first == last else f"{site.unit}s {first} to {last}"
    return f"{keys}, {where}"


def _ticks(site: Site, left: float, base: float, room: float) -> Iterator[Text]:
    """What the columns are, and the numbers of as many as have room."""
    cell = min(_CELL, room / site.columns)
    widest = width(str(site.first + site.columns), 10) + 10
    step = next(
        size * 10**power
        for power in range(9)
        for size in _STEPS
        if size * 10**power * cell >= widest
    )
    for column in range(0, site.columns, step):
        name = str(site.first + column)
        yield Text(left + cell * (column + 0.5), base, name, 10, FAINT, "middle", mono=True)
    mixed = ", dark grey where they differ" if site.columns > room // _NARROWEST else ""
    yield Text(left, base + 14, f"{counted(site.columns, site.unit)}{mixed}", 10, FAINT)
