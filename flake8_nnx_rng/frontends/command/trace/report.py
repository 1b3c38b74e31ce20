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
from flake8_nnx_rng.frontends.command.trace import figure, json_report, terminal

if TYPE_CHECKING:
    from flake8_nnx_rng.runtime.recording import Recording
    from flake8_nnx_rng.runtime.recording.repeats import Repeat
    from flake8_nnx_rng.runtime.scripts import Ending

INTERRUPTED = 130
"""The exit status after Ctrl-C."""


@dataclass(frozen=True)
class Wish:
    """What is wanted of a trace: of which script, to where, how, and of how many draws."""

    script: Path
    out: TextIO
    output_format: str
    figure: Path | None
    same_seed: bool
    most: int


def report(recording: Recording, ending: Ending, wish: Wish) -> int:
    """Tell how the script ended and what it drew; returns the exit code."""
    from flake8_nnx_rng.runtime.recording.repeats import REPEAT, repeats

    sys.stdout.flush()
    if ending.raised:
        tell_error(f"error: {wish.script} raised; what follows is what it drew before")
    elif ending.status not in (0, INTERRUPTED):
        tell_error(f"{wish.script} ended with exit status {ending.status}")
    if not recording.whole:
        tell_error(
            f"warning: only the first {wish.most} draws of a process were kept, repeats among "
            "later ones are not told (--max-draws)"
        )
    found = repeats(recording)
    render = json_report.render if wish.output_format == "json" else terminal.render
    text = render(recording.draws, found, same_seed=wish.same_seed)
    click.echo(text, file=wish.out, color=False if os.environ.get("NO_COLOR") else None)
    if wish.figure is not None and not _save(recording, found, wish, wish.figure):
        return 2
    mistakes = any(repeat.kind == REPEAT for repeat in found)
    return 2 if ending.raised else ending.status or int(mistakes)


def _save(recording: Recording, found: Sequence[Repeat], wish: Wish, file: Path) -> bool:
    try:
        figure.save(file, wish.script, recording.draws, found, same_seed=wish.same_seed)
    except OSError as error:
        tell_error(f"error: {file}: {error.strerror}")
        return False
    return True
