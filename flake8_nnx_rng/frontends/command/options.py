"""What several subcommands share; what stands for the options is loaded when it is needed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flake8_nnx_rng.cache.places import VARIABLE
from flake8_nnx_rng.frontends.command.telling import tell_error

if TYPE_CHECKING:
    from flake8_nnx_rng.project.config_files import ConfigFiles
    from flake8_nnx_rng.project.settings import Overrides
    from flake8_nnx_rng.verification.limits import Limits

Command = Callable[..., None]


class GivenPath(click.Path):
    """A path that is given, which is not empty: that of a variable that is not set is."""

    def convert(
        self, value: Any, parameter: click.Parameter | None, context: click.Context | None
    ) -> Any:
        """The path; raises click's error for an empty one."""
        if not os.fspath(value):
            self.fail("an empty path was given", parameter, context)
        return super().convert(value, parameter, context)


def _codes(name: str, text: str) -> Callable[[Command], Command]:
    """An option that takes rule codes or prefixes, separated by commas, any number of times."""
    return click.option(name, multiple=True, metavar="CODES", help=text, callback=_split)


def _split(
    context: click.Context, option: click.Parameter, given: tuple[str, ...]
) -> tuple[str, ...]:
    codes = (code.strip().upper() for text in given for code in text.split(","))
    return tuple(code for code in codes if code)


_SETTINGS = (
    _codes("--select", "Rules to use, by code or prefix, instead of the default ones."),
    _codes("--extend-select", "Rules to use besides, also those that are off by default."),
    _codes("--ignore", "Rules not to use."),
    click.option("--target-flax", metavar="X.Y[.Z]", help="Flax release to check for."),
    click.option(
        "--source-flax",
        metavar="X.Y[.Z]",
        help="Flax release that the code was written for (default: as the project or the code "
        "shows).",
    ),
    click.option(
        "--across-files/--no-across-files",
        default=None,
        help="Read the files of the project that a file imports, or that call what it defines "
        "(default: yes).",
    ),
    click.option(
        "--force-exclude/--no-force-exclude",
        default=None,
        help="Leave out what is excluded, even where it is named itself (default: no).",
    ),
    click.option(
        "--baseline",
        type=click.Path(dir_okay=False),
        metavar="FILE",
        help="Do not tell the findings that this file has, made with --write-baseline.",
    ),
    click.option(
        "--time-limit",
        type=float,
        metavar="SECONDS",
        help="Time that one file may take, 0 for as much as it likes (default: 10).",
    ),
    click.option(
        "--config",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="The only configuration file to read: a TOML file, or one of flake8.",
    ),
    click.option("--isolated", is_flag=True, help="Read no configuration file."),
)

_CACHE = (
    click.option("-n", "--no-cache", is_flag=True, help="Neither use nor keep earlier results."),
    click.option(
        "--cache-dir",
        type=click.Path(file_okay=False),
        envvar=VARIABLE,
        show_envvar=True,
        help="Folder to keep results in (default: .nnx_rng_cache in the project).",
    ),
)


def cache_options(command: Command) -> Command:
    """The options of what is kept for the next run."""
    for option in reversed(_CACHE):
        command = option(command)
    return command


def settings_options(command: Command) -> Command:
    """The options that stand for settings."""
    for option in reversed(_SETTINGS):
        command = option(command)
    return command


def overrides(options: dict[str, Any]) -> Overrides:
    """What these options say."""
    from flake8_nnx_rng.project.settings import Overrides

    return Overrides(
        target_flax=options["target_flax"],
        source_flax=options["source_flax"],
        select=options["select"],
        extend_select=options["extend_select"],
        ignore=options["ignore"],
        across_files=options["across_files"],
        force_exclude=options["force_exclude"],
        cache=False if options.get("no_cache") else None,
        cache_dir=options.get("cache_dir") and os.path.abspath(options["cache_dir"]),
        baseline=options.get("baseline") and os.path.abspath(options["baseline"]),
        time_limit=options.get("time_limit"),
    )


def config_files(options: dict[str, Any]) -> ConfigFiles | None:
    """The configuration that these options name; None for what is found."""
    from flake8_nnx_rng.project.config_files import ISOLATED, ConfigFiles

    if options["isolated"]:
        if options["config"] is not None:
            raise click.UsageError("--isolated reads no file, so --config cannot go with it")
        return ISOLATED
    return (
        None if options["config"] is None else ConfigFiles(Path(os.path.abspath(options["config"])))
    )


def warn_of_unknown_release(asked: str | None) -> bool:
    """Say which release stands for one that is not in the table; whether there was need to."""
    if asked is None:
        return False
    from flake8_nnx_rng.semantics import releases

    release = releases.resolve(asked)
    if f"{release}.".startswith(f"{asked.removeprefix('v')}."):
        return False
    tell_error(f"warning: Flax {asked} is not known, checking for {release}")
    return True


_LIMITS = (
    click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True),
        default=120.0,
        show_default=True,
        metavar="SECONDS",
        help="Time that each of the two runs of a file may take.",
    ),
    click.option(
        "--memory",
        type=click.FloatRange(min=0.5),
        default=4.0,
        show_default=True,
        metavar="GB",
        help="Memory that each of them may use.",
    ),
)


def limits_options(command: Command) -> Command:
    """The options that limit what is executed."""
    for option in reversed(_LIMITS):
        command = option(command)
    return command


def limits(options: dict[str, Any]) -> Limits:
    """What these options say."""
    from flake8_nnx_rng.verification.limits import Limits

    return Limits(options["timeout"], int(options["memory"] * 2**30))
