"""The figure of a trace: a panel for each finding, as an image, SVG, or HTML with its code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flake8_nnx_rng.frontends.command.telling import encoded
from flake8_nnx_rng.frontends.command.trace import terminal
from flake8_nnx_rng.frontends.command.trace.figure import html as as_html
from flake8_nnx_rng.frontends.command.trace.figure import png
from flake8_nnx_rng.frontends.command.trace.figure import svg as as_svg
from flake8_nnx_rng.frontends.command.trace.figure.layout import figure
from flake8_nnx_rng.frontends.command.trace.figure.panels import panels

if TYPE_CHECKING:
    from flake8_nnx_rng.runtime.recording import Draw
    from flake8_nnx_rng.runtime.recording.repeats import Repeat

PNG, SVG, HTML = SUFFIXES = (".png", ".svg", ".html")
"""What a file is, by how its name ends."""


def svg(draws: Sequence[Draw], found: Sequence[Repeat], *, same_seed: bool = False) -> str:
    """The figure as an SVG element."""
    return as_svg.svg(figure(panels(draws, found, same_seed=same_seed)))


def html(draws: Sequence[Draw], found: Sequence[Repeat]) -> str:
    """A section for each finding as a part of a page, empty if there is none."""
    return as_html.sections(panels(draws, found))


def save(
    file: Path, script: Path, draws: Sequence[Draw], found: Sequence[Repeat], *, same_seed: bool
) -> None:
    """Write what the suffix of the file says; raises OSError if that cannot be."""
    kind, shown = file.suffix.lower(), panels(draws, found, same_seed=same_seed)
    if kind == PNG:
        png.save(figure(shown), file)
    elif kind == SVG:
        file.write_bytes(encoded(as_svg.svg(figure(shown)) + "\n"))
    else:
        report = click.unstyle(terminal.render(draws, found, same_seed=same_seed))
        file.write_bytes(encoded(as_html.page(shown, str(script), report)))
