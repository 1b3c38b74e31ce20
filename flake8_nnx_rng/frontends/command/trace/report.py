"""What is told at the end of a trace."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from flake8_nnx_rng.frontends.command.telling import tell_error
from flake8_nnx_rng.frontends.command.trace import json_report, png, terminal
from flake8_nnx_rng.frontends.command.trace.picture import pictures

if TYPE_CHECKING:
    from flake8_nnx_rng.runtime.recording import Recording
    from flake8_nnx_rng.runtime.recording.repeats import Repeat
    from flake8_nnx_rng.runtime.scripts import Ending

INTERRUPTED = 130
"""The exit status after Ctrl-C."""


@dataclass(frozen=True)
class Wish:
    """What is wanted of a trace: of which script, to where, and how."""

    script: Path
    out: TextIO
    output_format: str
    figure: Path | None
    same_seed: bool


def report(recording: Recording, ending: Ending, wish: Wish) -> int:
    """Tell how the script ended and what it drew; returns the exit code."""
    from flake8_nnx_rng.runtime.recording.repeats import REPEAT, repeats

    sys.stdout.flush()
    if ending.raised:
        tell_error(f"error: {wish.script} raised; what follows is what it drew before")
    elif ending.status not in (0, INTERRUPTED):
        tell_error(f"{wish.script} ended with exit status {ending.status}")
    found = repeats(recording)
    render = json_report.render if wish.output_format == "json" else terminal.render
    text = render(recording.draws, found, same_seed=wish.same_seed)
    click.echo(text, file=wish.out, color=False if os.environ.get("NO_COLOR") else None)
    mistakes = [repeat for repeat in found if repeat.kind == REPEAT]
    shown = found if wish.same_seed else mistakes
    if wish.figure is not None and not _save(recording, shown, wish.figure):
        return 2
    return 2 if ending.raised else ending.status or int(bool(mistakes))


def _save(recording: Recording, shown: Sequence[Repeat], figure: Path) -> bool:
    try:
        png.save(pictures(recording.draws, shown), figure)
    except OSError as error:
        tell_error(f"error: {figure}: {error.strerror}")
        return False
    return True
