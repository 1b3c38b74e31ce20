"""Options of `nnx-rng check` that do not go together, or lack something, told before the work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flake8_nnx_rng.frontends.command.reporters import COUNTED
from flake8_nnx_rng.frontends.command.run import STDIN

if TYPE_CHECKING:
    from flake8_nnx_rng.checking import Checker


def check_options(paths: tuple[Path, ...], options: dict[str, Any]) -> None:
    """Raise `UsageError` for options that cannot be met."""
    if options["statistics"] and options["output_format"] not in COUNTED:
        raise click.UsageError(f"--statistics goes with the formats {', '.join(COUNTED)} only")
    if options["diff"] and options["output_file"]:
        raise click.UsageError("--output-file is for findings, --diff prints none")
    if options["dask"] is not None and (options["jobs"] is not None or options["verify"]):
        raise click.UsageError("--dask goes neither with --jobs nor with --verify")
    if options["add_noqa"] is not None:
        _check_noqa(paths, options)
    if options["verify"] and (not (options["fix"] or options["diff"]) or Path(STDIN) in paths):
        raise click.UsageError("--verify goes with --fix or --diff, and with files")
    if options["strict_verify"] and not options["verify"]:
        raise click.UsageError("--strict-verify goes with --verify")


def _check_noqa(paths: tuple[Path, ...], options: dict[str, Any]) -> None:
    others = ("fix", "diff", "write_baseline")
    if Path(STDIN) in paths or any(options[name] for name in others):
        raise click.UsageError("--add-noqa goes with files, and with no fix or new baseline")
    if not options["add_noqa"].isprintable() or "#" in options["add_noqa"]:
        raise click.UsageError("the reason of a noqa is one line without `#`")


def check_baseline(checker: Checker, paths: tuple[Path, ...], options: dict[str, Any]) -> None:
    """Raise `UsageError` where one is missing, `ConfigError` for a broken one."""
    from flake8_nnx_rng.baseline.file import read as read_baseline

    places = (path if path.is_dir() else path.parent for path in paths)
    found = {checker.settings_for(folder).baseline for folder in places} - {None}
    for name in ("write_baseline", "prune_baseline"):
        if options[name] and not found:
            option = f"--{name.replace('_', '-')}"
            raise click.UsageError(f"{option} needs a file: --baseline, or the setting `baseline`")
        if options[name] and options["diff"]:
            raise click.UsageError("--diff changes nothing, so no baseline either")
    if not options["write_baseline"]:
        for path in filter(None, found):
            read_baseline(Path(path))
