"""A drawing as an image."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from flake8_nnx_rng.frontends.command.trace.figure.drawing import Box, Drawing, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_INCH = 96
"""Pixels of the drawing; each is two of the image's."""


def save(drawing: Drawing, path: Path) -> None:
    """Write an image; raises ImportError without matplotlib and OSError if that cannot be."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(drawing.width / _INCH, drawing.height / _INCH), facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, drawing.width), ylim=(drawing.height, 0))
    axes.set_axis_off()
    for shape in drawing.shapes:
        if isinstance(shape, Box):
            _box(axes, shape)
        else:
            _text(axes, shape)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # a name in another script
        figure.savefig(path, format="png", dpi=2 * _INCH)


def _box(axes: Axes, box: Box) -> None:
    from matplotlib.patches import Rectangle

    place = (box.x, box.y), box.width, box.height
    stroke = box.stroke or "none"
    axes.add_patch(Rectangle(*place, facecolor=box.fill, edgecolor=stroke, linewidth=0.75))


def _text(axes: Axes, text: Text) -> None:
    axes.text(
        text.x,
        text.y,
        text.text,
        fontsize=text.size * 72 / _INCH,
        color=text.fill,
        ha={"start": "left", "middle": "center", "end": "right"}[text.anchor],
        family="DejaVu Sans Mono" if text.mono else "DejaVu Sans",
        weight="bold" if text.bold else "normal",
        parse_math=False,
    )
