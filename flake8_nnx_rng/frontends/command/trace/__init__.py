"""`nnx-rng trace`: run a script and see which random keys it drew more than once."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, ExitStack, nullcontext, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flake8_nnx_rng.frontends.command.options import HELP
from flake8_nnx_rng.frontends.command.trace import json_report, png, terminal
from flake8_nnx_rng.frontends.command.trace.picture import pictures
from flake8_nnx_rng.frontends.command.trace.script import Ending, run_script

if TYPE_CHECKING:
    from flake8_nnx_rng.runtime.recording import Recording


@click.command(
    context_settings={**HELP, "ignore_unknown_options": True, "allow_interspersed_args": False}
)
@click.argument("script", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
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
@click.option("--implicit", is_flag=True, help="Run the script with the semantics of Flax 0.8.5.")
def trace(
    script: Path, args: tuple[str, ...], output_format: str, figure: Path | None, implicit: bool
) -> None:
    """Run SCRIPT with ARGS and report random keys that are drawn more than once.

    The script is executed, as by `python SCRIPT ARGS`. Each key that it draws from an nnx.Rngs is
    recorded with its stream, count, lane, step and line. Exits with 0 if no key repeats, 1 if one
    does, 2 if the script raises or cannot be run.
    """
    try:
        _check_figure(figure)
        recording, ending = _run(script, args, implicit, quiet=output_format == "json")
    except ImportError as error:
        click.echo(f"error: {_missing(error)}", err=True)
        sys.exit(2)
    sys.exit(_report(recording, ending, script, output_format, figure))


def _check_figure(figure: Path | None) -> None:
    """Fail before the script runs if a figure cannot be made after."""
    if figure is not None:
        import matplotlib  # noqa: F401


def _missing(error: ImportError) -> str:
    if (error.name or "").startswith("matplotlib"):
        return "--figure needs matplotlib: pip install 'flake8-nnx-rng[figure]'"
    return f"trace runs programs with jax and flax ({error}): pip install 'flake8-nnx-rng[runtime]'"


def _run(
    script: Path, args: tuple[str, ...], implicit: bool, quiet: bool
) -> tuple[Recording, Ending]:
    from flake8_nnx_rng.runtime.recording import record

    semantics = _legacy() if implicit else nullcontext()
    click.echo(f"Running {script}: its code is executed.", err=True)
    with ExitStack() as stack:
        if quiet:
            stack.enter_context(redirect_stdout(sys.stderr))
        recording = stack.enter_context(record())
        stack.enter_context(semantics)
        ending = run_script(script, args)
    return recording, ending


def _legacy() -> AbstractContextManager[Any]:
    from flake8_nnx_rng.runtime.legacy import legacy_flax

    return legacy_flax()


def _report(
    recording: Recording, ending: Ending, script: Path, output_format: str, figure: Path | None
) -> int:
    """Tell how the script ended and what it drew; returns the exit code."""
    from flake8_nnx_rng.runtime.recording.repeats import repeats

    sys.stdout.flush()
    if ending.traceback:
        click.echo(ending.traceback, nl=False, err=True)
        click.echo(f"error: {script} raised; what follows is what it drew before", err=True)
    elif ending.code:
        click.echo(f"{script} ended with exit code {ending.code}", err=True)
    found = repeats(recording.draws, recording.refusals)
    render = json_report.render if output_format == "json" else terminal.render
    click.echo(render(recording.draws, found))
    if figure is not None and not _save(recording, figure):
        return 2
    return 2 if ending.traceback else int(bool(found))


def _save(recording: Recording, figure: Path) -> bool:
    try:
        png.save(pictures(recording.draws), figure)
    except OSError as error:
        click.echo(f"error: {figure}: {error.strerror}", err=True)
        return False
    return True
