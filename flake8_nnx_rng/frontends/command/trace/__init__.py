"""`nnx-rng trace`: run a script and see which random keys it drew more than once."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack, redirect_stdout
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flake8_nnx_rng.frontends.command.execute import SCRIPT, arguments_of_script, require_runtime
from flake8_nnx_rng.frontends.command.telling import tell_error
from flake8_nnx_rng.frontends.command.trace.figure import PNG, SUFFIXES
from flake8_nnx_rng.frontends.command.trace.report import INTERRUPTED, Wish, report
from flake8_nnx_rng.home import install

if TYPE_CHECKING:
    from flake8_nnx_rng.runtime.recording import Recording
    from flake8_nnx_rng.runtime.recording.children import Children
    from flake8_nnx_rng.runtime.scripts import Ending


def _figure(context: click.Context, parameter: click.Parameter, given: Path | None) -> Path | None:
    """The file of the figure, whose name says what it is to be."""
    if given is not None and given.suffix.lower() not in SUFFIXES:
        raise click.BadParameter(f"'{given}' does not end in .png, .svg or .html")
    return given


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
    metavar="FILE",
    callback=_figure,
    help="Write a figure, too: a .png (needs matplotlib), .svg, or .html with the code beside it.",
)
@click.option(
    "--same-seed",
    is_flag=True,
    help="Show keys, too, that are equal since several Rngs have one seed, the program broadcasts "
    "an Rngs, or a layer of Flax makes its own or shares one.",
)
@click.option(
    "--max-draws",
    type=click.IntRange(min=1),
    default=1_000_000,
    show_default=True,
    metavar="N",
    help="Keep only the first N draws of each process, about a kilobyte each.",
)
@click.option("--implicit", is_flag=True, help="Run the script with the semantics of Flax 0.8.5.")
def trace(
    script: Path,
    arguments: tuple[str, ...],
    output_format: str,
    figure: Path | None,
    same_seed: bool,
    max_draws: int,
    implicit: bool,
) -> None:
    """Run a SCRIPT with ARGUMENTS and report random keys that are drawn more than once.

    The script is executed, as by `python SCRIPT ARGUMENTS`; a `--` before ARGUMENTS is left out.
    Each key that it draws from an nnx.Rngs is recorded with its stream, count, lane, step and line.
    Exits with 0 if no stream repeats a key, 1 if one does, 2 if the script raises or cannot be run,
    with the status of a script that ends with another one, and with 130 after Ctrl-C.
    """
    require_runtime()
    if figure is not None and figure.suffix.lower() == PNG:
        _require_matplotlib()
    wish = Wish(script, sys.stdout, output_format, figure, same_seed, max_draws)
    recording, ending = _run(wish, arguments, implicit)
    sys.exit(report(recording, ending, wish))


def _require_matplotlib() -> None:
    """Fail before the script runs if a figure cannot be made after."""
    if find_spec("matplotlib") is None:
        tell_error(f"error: --figure FILE.png needs matplotlib: {install('figure')}")
        sys.exit(2)


def _run(wish: Wish, arguments: tuple[str, ...], implicit: bool) -> tuple[Recording, Ending]:
    from flake8_nnx_rng.runtime.children import legacy_in_all_processes
    from flake8_nnx_rng.runtime.recording import record
    from flake8_nnx_rng.runtime.recording.children import children_recorded
    from flake8_nnx_rng.runtime.recording.patching import replaced

    tell_error(f"Running {wish.script}: its code is executed.")
    names, parent = {str(wish.script.absolute()): str(wish.script)}, os.getpid()
    with ExitStack() as stack:
        if wish.output_format == "json":
            stack.enter_context(redirect_stdout(sys.stderr))
        children = stack.enter_context(children_recorded(wish.most, names))
        recording = stack.enter_context(record(wish.most))
        stack.callback(children.told, recording)
        if implicit:
            stack.enter_context(legacy_in_all_processes())
        telling = partial(_telling, recording, children, wish)
        stack.enter_context(replaced(os, "_exit", telling))
        ending = _end_of(wish.script, arguments)
        if os.getpid() != parent:  # a forked process that ends as the script does
            sys.exit(ending.status)
    return recording, ending


def _end_of(script: Path, arguments: tuple[str, ...]) -> Ending:
    """Run a script to its end, or until Ctrl-C."""
    from flake8_nnx_rng.runtime.scripts import Ending, run_to_end

    try:
        return run_to_end(script, arguments)
    except KeyboardInterrupt:
        tell_error(f"{script} was interrupted; what follows is what it drew before")
        return Ending(INTERRUPTED)


def _telling(
    recording: Recording, children: Children, wish: Wish, leave: Callable[[int], Any]
) -> Callable[[int], None]:
    """`os._exit`, by which a script ends without the end of anything; not that of its children."""
    parent = os.getpid()

    def telling(status: int) -> None:
        from flake8_nnx_rng.runtime.scripts import Ending

        if os.getpid() == parent:
            children.told(recording)
            recording.end()
            status = report(recording, Ending(status), wish)
            wish.out.flush()
            children.close()
        leave(status)

    return telling
