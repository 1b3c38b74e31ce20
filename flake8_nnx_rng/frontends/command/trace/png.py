"""The figure of a trace as an image."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from flake8_nnx_rng.frontends.command.trace.picture import Picture
from flake8_nnx_rng.frontends.command.trace.places import around, place

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PALETTE = ("#d1495b", "#edae49", "#00798c", "#66a182", "#8d5b9c", "#c97b4a", "#4f6d9e")
_ONCE = "#dddddd"
_PANELS, _ROWS, _COLUMNS = 24, 32, 64
"""What is still seen at a glance; more is cut."""


def save(drawn: Sequence[Picture], out: Path | BinaryIO, image: str = "png") -> None:
    """Write an image with one panel for each place that draws: lanes down, draws across.

    Raises ImportError without matplotlib and OSError if the file cannot be written.
    """
    from matplotlib.figure import Figure

    handed_out = [picture for picture in drawn if picture.draws[0].purpose == "draw"]
    panels = sorted(handed_out, key=lambda picture: not picture.repeats)[:_PANELS]
    heights = [0.25 * len(_rows(picture)) for picture in panels] or [1.0]
    figure = Figure(figsize=(8, sum(heights) + 0.5 * len(heights) + 0.5), layout="constrained")
    axes = figure.subplots(len(heights), 1, squeeze=False, height_ratios=heights)[:, 0]
    for panel, picture in zip(axes, panels, strict=False):
        _draw(panel, picture)
    if not panels:
        axes[0].set_axis_off()
        axes[0].text(0.5, 0.5, "no draws", ha="center", va="center")
    figure.suptitle("lanes by draws: the same letter and colour is the same key")
    figure.savefig(out, format=image, dpi=120)


def _draw(panel: Axes, picture: Picture) -> None:
    first = picture.draws[0]
    where = place(first.frames[0]) if first.frames else ""
    panel.set_title(f"{first.stream}  {where}  {around(first)}", loc="left", fontsize=9)
    rows = _rows(picture)
    for row, letters in enumerate(rows.values()):
        for column, letter in enumerate(letters):
            panel.add_patch(_cell(row, column, letter))
            panel.text(column + 0.5, row + 0.5, letter, ha="center", va="center", fontsize=8)
    panel.set_xlim(0, max(8, *map(len, rows.values())))
    panel.set_ylim(len(rows), 0)
    panel.set_yticks([row + 0.5 for row in range(len(rows))], list(rows))
    panel.set_xticks([])
    panel.tick_params(length=0, labelsize=8)
    panel.spines[:].set_visible(False)


def _rows(picture: Picture) -> dict[str, list[str]]:
    shown = islice(picture.rows.items(), _ROWS)
    return {name: letters[:_COLUMNS] for name, letters in shown}


def _cell(row: int, column: int, letter: str) -> Any:
    from matplotlib.patches import Rectangle

    number = sum(ord(char) - 64 for char in letter) - 1
    colour = _PALETTE[number % len(_PALETTE)] if letter else _ONCE
    return Rectangle((column + 0.05, row + 0.05), 0.9, 0.9, color=colour)
