"""Where everything in the figure stands: headings of findings and tables of their sites."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from textwrap import wrap

from flake8_nnx_rng.frontends.command.outcome import counted
from flake8_nnx_rng.frontends.command.printable import printable
from flake8_nnx_rng.frontends.command.trace.figure import code
from flake8_nnx_rng.frontends.command.trace.figure.drawing import (
    ALARM,
    FAINT,
    FRAME,
    INK,
    PAPER,
    Box,
    Drawing,
    Text,
    cut,
    moved,
    width,
)
from flake8_nnx_rng.frontends.command.trace.figure.panels import Panel, Panels
from flake8_nnx_rng.frontends.command.trace.figure.table import LEGEND, table
from flake8_nnx_rng.frontends.command.trace.places import place
from flake8_nnx_rng.frontends.command.trace.words import message

WIDE, _EDGE, _LINE = 960, 16, 18
Shapes = list[Box | Text]


def figure(shown: Panels) -> Drawing:
    """The verdict and all panels, one below the other."""
    shapes: Shapes = [Text(_EDGE, 30, shown.verdict, size=16, bold=True)]
    top = 46.0
    if shown.panels:
        shapes.append(Text(WIDE - _EDGE, 30, LEGEND, size=11, fill=FAINT, anchor="end"))
    for panel in shown.panels:
        inner, height = _panel(panel)
        frame = Box(_EDGE / 2, top, WIDE - _EDGE, height, PAPER, FRAME)
        shapes += [frame, *moved(inner, top)]
        top += height + 12
    if shown.hidden:
        shapes.append(Text(_EDGE, top + 12, f"{counted(shown.hidden, 'finding')} more", fill=FAINT))
        top += 24
    return Drawing(WIDE, top, tuple(shapes), f"nnx-rng trace: {shown.verdict}")


def body(panel: Panel, wide: float) -> Drawing:
    """The tables of one panel alone, for where its heading is text."""
    shapes, height = _tables(panel, wide)
    return Drawing(wide, height, tuple(shapes), printable(message(panel.repeat)))


def _panel(panel: Panel) -> tuple[Shapes, float]:
    """A finding with its code, the line to mend, and the sites below."""
    heading = list(_heading(panel))
    below = max(shape.y for shape in heading) + 10
    tables, height = _tables(panel, WIDE)
    return [*heading, *moved(tables, below)], below + height


def _heading(panel: Panel) -> Iterator[Box | Text]:
    repeat = panel.repeat
    left = 1.0 * _EDGE
    if repeat.code:
        badge = width(repeat.code, 12) + 12
        yield Box(_EDGE, 12, badge, 20, ALARM)
        yield Text(_EDGE + badge / 2, 26, repeat.code, 12, PAPER, "middle", bold=True, mono=True)
        left += badge + 10
    told = wrap(printable(message(repeat)), int((WIDE - left - _EDGE) / 7.2))
    for line, base in zip(told, count(27, _LINE), strict=False):
        yield Text(left, base, line, 13, INK, bold=True)
    yield from _to_mend(panel, 30 + _LINE * len(told))


def _to_mend(panel: Panel, base: float) -> Iterator[Text]:
    where = printable(place(panel.repeat.place, column=True))
    where = cut(where, WIDE / 2, 12, keep_end=True)
    yield Text(_EDGE, base, where, 12, INK, mono=True)
    left = _EDGE + width(where, 12) + 16
    line = cut(code.line_of(panel.repeat.place), WIDE - left - _EDGE, 12)
    yield Text(left, base, line, 12, FAINT, mono=True)


def _tables(panel: Panel, wide: float) -> tuple[Shapes, float]:
    shapes: Shapes = []
    top = 8.0
    for site in panel.sites:
        inner, height = table(site, wide - 2 * _EDGE)
        shapes += moved([*inner], top)
        top += height + 8
    if panel.hidden:
        shapes.append(Text(_EDGE, top + 12, f"{counted(panel.hidden, 'site')} more", 11, FAINT))
        top += 24
    return shapes, top
