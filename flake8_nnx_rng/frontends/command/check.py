"""`nnx-rng check`: find and mend what is wrong with the random numbers of files and folders."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flake8_nnx_rng.frontends.command.conflicts import check_baseline, check_options
from flake8_nnx_rng.frontends.command.help import HELP
from flake8_nnx_rng.frontends.command.options import (
    GivenPath,
    cache_options,
    config_files,
    limits,
    limits_options,
    overrides,
    settings_options,
    warn_of_unknown_release,
)
from flake8_nnx_rng.frontends.command.remembered import memory_of
from flake8_nnx_rng.frontends.command.reporters import FORMATS
from flake8_nnx_rng.frontends.command.run import STDIN, Run, Telling, Wanted
from flake8_nnx_rng.frontends.command.summary import Summary
from flake8_nnx_rng.frontends.command.telling import tell_error
from flake8_nnx_rng.project.errors import ConfigError
from flake8_nnx_rng.witness import witnessed

if TYPE_CHECKING:
    from flake8_nnx_rng.checking import Checker

_INTERRUPTED = 130
"""What a shell expects of a command that was ended by Ctrl-C."""


class _Check(click.Command):
    """Takes the reason of `--add-noqa` behind `=` only, so that what follows it is a path."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        last = args.index("--") if "--" in args else len(args)
        bare = [f"{arg}=" if arg == _ADD_NOQA else arg for arg in args[:last]]
        return super().parse_args(ctx, [*bare, *args[last:]])


_ADD_NOQA = "--add-noqa"


@click.command(cls=_Check, context_settings=HELP)
@click.argument("paths", nargs=-1, type=GivenPath(path_type=Path, allow_dash=True))
@click.option("--fix", is_flag=True, help="Fix what can be fixed without changing a number.")
@click.option(
    "--unsafe-fixes", is_flag=True, help="Take fixes, too, that may change numbers, or guess."
)
@click.option(
    "--verify",
    is_flag=True,
    help="EXECUTE the files before and after, and fix only what is seen to give the same numbers, "
    "or to mend what raised or repeated keys.",
)
@click.option(
    "--strict-verify", is_flag=True, help="With --verify: fix only what gives the same numbers."
)
@limits_options
@click.option("--diff", is_flag=True, help="Print what would be fixed, as a diff; change nothing.")
@settings_options
@click.option(
    "--output-format",
    type=click.Choice(list(FORMATS)),
    default="concise",
    show_default=True,
    envvar="NNX_RNG_OUTPUT_FORMAT",
    show_envvar=True,
    help="How to print findings.",
)
@click.option(
    "-o",
    "--output-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write them to a file instead of standard output.",
)
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Whether to use colours; auto: on a terminal, unless NO_COLOR or FORCE_COLOR is set.",
)
@click.option(
    "--statistics", is_flag=True, help="Print counts by rule and folder, not the findings."
)
@click.option(
    _ADD_NOQA,
    metavar="[=REASON]",
    help="Write a `# noqa` with the codes for each finding, and the reason, into the files.",
)
@click.option(
    "--write-baseline",
    is_flag=True,
    help="Write what is found into the file of --baseline, or of the setting, and exit with 0.",
)
@click.option(
    "--prune-baseline",
    is_flag=True,
    help="Drop what no longer applies from that file.",
)
@click.option("-e", "--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
@cache_options
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    help="Processes to use (default: as the number of files and cores suggests).",
)
@click.option(
    "--dask",
    metavar="ADDRESS",
    help="Let the workers of this Dask scheduler do the work; they have to see the files.",
)
@click.option(
    "--stdin-filename",
    type=click.Path(),
    help="Check standard input, as the text of the file of this name.",
)
@click.option("--watch", is_flag=True, help="Check again whenever a file has changed.")
@click.option("--show-files", is_flag=True, help="Print the files that would be read and stop.")
@click.option("--show-settings", is_flag=True, help="Print the settings for each path and stop.")
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    help="Say which Flax release is checked for and why, and what was fixed where.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print findings and errors, but nothing else.")
def check(paths: tuple[Path, ...], **options: Any) -> None:
    """Check files and folders (default: the current folder; `-` is standard input).

    Folders are searched for .py, .pyi, .ipynb, .md and .rst files. Exits with 0 if nothing is
    found or left, 1 if something is (with --diff: if something would change), 2 if a file, a
    setting or an argument cannot be used or a file cannot be fixed.
    """
    try:
        run = partial(_check, _wanted_paths(paths, options), options)
        code = _watched(paths, run) if options["watch"] else run()
    except ConfigError as error:
        tell_error(f"error: {error}")
        code = 2
    except KeyboardInterrupt:
        tell_error("interrupted: files are as they were or as they are to be")
        code = _INTERRUPTED
    sys.exit(code)


def _wanted_paths(paths: tuple[Path, ...], options: dict[str, Any]) -> tuple[Path, ...]:
    """What is to be checked; a name for standard input means that it is, and nothing else."""
    stdin = Path(STDIN)
    if options["stdin_filename"] is None or stdin in paths:
        return paths or (Path(),)
    for path in () if options["quiet"] else paths:
        tell_error(f"warning: ignoring {path} in favor of standard input")
    return (stdin,)


def _watched(paths: tuple[Path, ...], run: Callable[[], int]) -> int:
    from flake8_nnx_rng.frontends.command.watching import keep_running

    if Path(STDIN) in paths:
        raise click.UsageError("--watch goes with files and folders")
    return keep_running(paths or (Path(),), run)


def _check(paths: tuple[Path, ...], options: dict[str, Any]) -> int:
    if options["show_settings"] or options["show_files"]:
        checker = _checker(options)
        warn_of_unknown_release(options["target_flax"])
        return _shown(checker, paths, options)
    check_options(paths, options)
    wanted = Wanted(**{name: options[name] for name in Wanted.__annotations__})
    memory = memory_of(paths, options)
    known = None if memory is None else memory.recall()
    if known is not None:
        return Telling(wanted, Summary(quiet=wanted.quiet)).again(known)
    with witnessed() as seen:
        checker = _checker(options)
        is_warned = warn_of_unknown_release(options["target_flax"])
        check_baseline(checker, paths, options)
        run = _run(checker, wanted, options)
        code = run.over(paths)
    if memory is not None and not is_warned:
        memory.keep(run, seen)
    return code


def _checker(options: dict[str, Any]) -> Checker:
    from flake8_nnx_rng.checking import Checker

    checker = Checker(overrides(options), keeps=True, files=config_files(options))
    checker.settings_for(Path.cwd())  # a broken configuration fails even where nothing is checked
    return checker


def _shown(checker: Checker, paths: tuple[Path, ...], options: dict[str, Any]) -> int:
    from flake8_nnx_rng.frontends.command.settings_view import show_files, show_settings

    if options["show_settings"]:
        return show_settings(paths, checker, options["output_format"])
    return show_files(paths, checker)


def _run(checker: Checker, wanted: Wanted, options: dict[str, Any]) -> Run:
    if options["add_noqa"] is not None:
        from flake8_nnx_rng.frontends.command.silenced_run import SilencedRun

        return SilencedRun(checker, wanted, options["add_noqa"].strip())
    if options["verify"]:
        from flake8_nnx_rng.frontends.command.verified_run import VerifiedRun

        strict = options["strict_verify"]
        return VerifiedRun(checker, wanted, limits(options), strict=strict)
    return Run(checker, wanted)
