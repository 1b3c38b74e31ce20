"""`nnx-rng check`: find and mend what is wrong with the random numbers of files and folders."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.frontends.command.options import HELP
from flake8_nnx_rng.frontends.command.reporters import FORMATS
from flake8_nnx_rng.frontends.command.run import Run, Wanted
from flake8_nnx_rng.frontends.command.settings_view import show_settings
from flake8_nnx_rng.project.errors import ConfigError
from flake8_nnx_rng.project.settings import Overrides
from flake8_nnx_rng.semantics import releases

Command = Callable[..., None]


def _codes(name: str, text: str) -> Callable[[Command], Command]:
    """An option that takes rule codes or prefixes, separated by commas, any number of times."""
    return click.option(name, multiple=True, metavar="CODES", help=text, callback=_split)


def _split(
    context: click.Context, option: click.Parameter, given: tuple[str, ...]
) -> tuple[str, ...]:
    codes = (code.strip().upper() for text in given for code in text.split(","))
    return tuple(code for code in codes if code)


@click.command(context_settings=HELP)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--fix", is_flag=True, help="Fix what can be fixed without changing a number.")
@click.option(
    "--unsafe-fixes", is_flag=True, help="Take fixes, too, that may change numbers, or guess."
)
@click.option("--diff", is_flag=True, help="Print what would be fixed, as a diff; change nothing.")
@_codes("--select", "Rules to use, by code or prefix, instead of the default ones.")
@_codes("--extend-select", "Rules to use besides, also those that are off by default.")
@_codes("--ignore", "Rules not to use.")
@click.option("--target-flax", metavar="X.Y[.Z]", help="Flax release to check for.")
@click.option(
    "--across-files/--no-across-files",
    default=None,
    help="Read the files of the project that a file imports, or that call what it defines "
    "(default: yes).",
)
@click.option(
    "--output-format",
    type=click.Choice(list(FORMATS)),
    default="concise",
    show_default=True,
    help="How to print findings.",
)
@click.option("--statistics", is_flag=True, help="Print counts for each rule, not the findings.")
@click.option("-e", "--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    help="Processes to use (default: as the number of files and cores suggests).",
)
@click.option("--stdin-filename", type=click.Path(), help="Name of the file given as `-`.")
@click.option("--show-settings", is_flag=True, help="Print the settings for each path and stop.")
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    help="Say which Flax release is checked for and why, and what was fixed where.",
)
def check(paths: tuple[Path, ...], **options: Any) -> None:
    """Check files and folders (default: the current folder; `-` is standard input).

    Folders are searched for .py, .pyi, .ipynb, .md and .rst files. Exits with 0 if nothing is
    found or left, 1 if something is (with --diff: if something would change), 2 if a file, a
    setting or an argument cannot be used or a file cannot be fixed.
    """
    try:
        code = _check(paths or (Path(),), options)
    except ConfigError as error:
        click.echo(f"error: {error}", err=True)
        code = 2
    sys.exit(code)


def _check(paths: tuple[Path, ...], options: dict[str, Any]) -> int:
    checker = Checker(_overrides(options))
    checker.settings_for(Path.cwd())  # a broken configuration fails even where nothing is checked
    _warn_of_unknown_release(options["target_flax"])
    if options["show_settings"]:
        return show_settings(paths, checker)
    wanted = {name: options[name] for name in Wanted.__annotations__}
    return Run(checker, Wanted(**wanted)).over(paths)


def _warn_of_unknown_release(asked: str | None) -> None:
    """Say which release stands for one that is not in the table."""
    if asked is None:
        return
    release = releases.resolve(asked)
    if not f"{release}.".startswith(f"{asked.removeprefix('v')}."):
        click.echo(f"warning: Flax {asked} is not known, checking for {release}", err=True)


def _overrides(options: dict[str, Any]) -> Overrides:
    return Overrides(
        target_flax=options["target_flax"],
        select=options["select"],
        extend_select=options["extend_select"],
        ignore=options["ignore"],
        across_files=options["across_files"],
    )
