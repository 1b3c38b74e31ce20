"""`nnx-rng trace`: run a script and see which random keys it drew more than once."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack, redirect_stdout
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flake8_nnx_rng.frontends.command.execute import SCRIPT, arguments_of_script, require_runtime
from flake8_nnx_rng.frontends.command.telling import tell_error
from flake8_nnx_rng.frontends.command.trace import json_report, png, terminal
from flake8_nnx_rng.frontends.command.trace.picture import pictures
from flake8_nnx_rng.home import install

if TYPE_CHECKING:
    from flake8_nnx_rng.runtime.recording import Recording
    from flake8_nnx_rng.runtime.recording.repeats import Repeat
    from flake8_nnx_rng.runtime.scripts import Ending


@click.command("trace", context_settings=SCRIPT)
@click.argument("script", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, callback=arguments_of_script)
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print; with json, what the script prints goes to standard error.",
)
@click.option(
    "--figure",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    metavar="FILE.png",
    help="Write a figure, too (needs matplotlib).",
)
@click.option(
    "--same-seed",
    is_flag=True,
    help="Show keys, too, that are equal since several Rngs have one seed or a layer of Flax makes "
    "its own.",
)
@click.option("--implicit", is_flag=True, help="Run the script with the semantics of Flax 0.8.5.")
def trace(
    script: Path,
    arguments: tuple[str, ...],
    output_format: str,
    figure: Path | None,
    same_seed: bool,
    implicit: bool,
) -> None:
    """Run a SCRIPT with ARGUMENTS and report random keys that are drawn more than once.

    The script is executed, as by `python SCRIPT ARGUMENTS`; a `--` before ARGUMENTS is left out.
    Each key that it draws from an nnx.Rngs
    is recorded with its stream, count, lane, step and line. Exits with 0 if no stream repeats a
    key, 1 if one does, 2 if the script raises or cannot be run.
    """
    require_runtime()
    if figure is not None:
        _require_matplotlib()
    recording, ending = _run(script, arguments, implicit, quiet=output_format == "json")
    sys.exit(_report(recording, ending, script, output_format, figure, same_seed))


def _require_matplotlib() -> None:
    """Fail before the script runs if a figure cannot be made after."""
    if find_spec("matplotlib") is None:
        tell_error(f"error: --figure needs matplotlib: {install('figure')}")
        sys.exit(2)


def _run(
    script: Path, arguments: tuple[str, ...], implicit: bool, quiet: bool
) -> tuple[Recording, Ending]:
    from flake8_nnx_rng.runtime.old_programs import legacy_when_imported
    from flake8_nnx_rng.runtime.recording import record
    from flake8_nnx_rng.runtime.scripts import run_to_end

    tell_error(f"Running {script}: its code is executed.")
    with ExitStack() as stack:
        if quiet:
            stack.enter_context(redirect_stdout(sys.stderr))
        recording = stack.enter_context(record())
        if implicit:
            stack.enter_context(legacy_when_imported())
        ending = run_to_end(script, arguments)
    return recording, ending


def _report(
    recording: Recording,
    ending: Ending,
    script: Path,
    output_format: str,
    figure: Path | None,
    same_seed: bool,
) -> int:
    """Tell how the script ended and what it drew; returns the exit code."""
    from flake8_nnx_rng.runtime.recording.repeats import REPEAT, repeats

    sys.stdout.flush()
    if ending.raised:
        tell_error(f"error: {script} raised; what follows is what it drew before")
    elif ending.status:
        tell_error(f"{script} ended with exit status {ending.status}")
    found = repeats(recording)
    render = json_report.render if output_format == "json" else terminal.render
    text = render(recording.draws, found, same_seed=same_seed)
    click.echo(text, color=False if os.environ.get("NO_COLOR") else None)
    mistakes = [repeat for repeat in found if repeat.kind == REPEAT]
    if figure is not None and not _save(recording, found if same_seed else mistakes, figure):
        return 2
    return 2 if ending.raised else int(bool(mistakes))


def _save(recording: Recording, shown: Sequence[Repeat], figure: Path) -> bool:
    try:
        png.save(pictures(recording.draws, shown), figure)
    except OSError as error:
        tell_error(f"error: {figure}: {error.strerror}")
        return False
    return True
