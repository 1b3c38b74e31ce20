"""`nnx-rng verify`: runs what fixes change, before and after, and compares."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from flake8_nnx_rng.frontends.command.execute import require_runtime
from flake8_nnx_rng.frontends.command.help import HELP
from flake8_nnx_rng.frontends.command.options import GivenPath, limits_options, settings_options
from flake8_nnx_rng.frontends.command.telling import tell_error
from flake8_nnx_rng.project.errors import ConfigError


@click.command(context_settings=HELP)
@click.argument("paths", nargs=-1, required=True, type=GivenPath(path_type=Path))
@click.option(
    "--against",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Compare PATH with this file, which you made of it, not with its fixes.",
)
@click.option(
    "--entry",
    metavar="MODULE:FUNCTION",
    help="Function to run the units by, called without arguments; also FILE.py:FUNCTION.",
)
@click.option(
    "--unsafe-fixes/--no-unsafe-fixes",
    default=True,
    show_default=True,
    help="Verify fixes, too, that may change numbers, or guess.",
)
@settings_options
@click.option("--strict", is_flag=True, help="Fail if a fix could not be run.")
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print.",
)
@limits_options
def verify(paths: tuple[Path, ...], **options: Any) -> None:
    """EXECUTE the files whose fixes are to be verified, before and after each fix.

    For each function, class or statement that a fix changes, parameters, results, random draws
    and the next keys are compared. Code of Flax 0.8.x runs with its own semantics before the fix.

    Exits with 0 if each fix is what it says (a safe one: the same numbers, bit for bit), 1 if one
    is not, 2 if a file, a setting or an argument cannot be used.
    """
    require_runtime()
    from flake8_nnx_rng.frontends.command.verify_run import run_verify  # most runs verify nothing

    try:
        code = run_verify(paths, options)
    except ConfigError as error:
        tell_error(f"error: {error}")
        code = 2
    sys.exit(code)
