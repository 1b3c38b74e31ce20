"""`nnx-rng check --show-settings`."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import click

from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.rules import all_rules


def show_settings(paths: tuple[Path, ...], checker: Checker) -> int:
    """Print what holds for each path: target and reason, settings, rules in use.

    Returns the exit code: 2 where a path does not exist.
    """
    missing = [path for path in paths if str(path) != "-" and not path.exists()]
    for path in missing:
        click.echo(f"error: {path}: No such file or directory", err=True)
    for path in (path for path in paths if path not in missing):
        folder = path if path.is_dir() else path.parent
        settings, target = checker.settings_for(folder), checker.target_for(folder)
        used = [r.code for r in all_rules() if settings.enabled(r.code, r.on_by_default, str(path))]
        click.echo(f"# {path}")
        click.echo(f"target: Flax {target.release} ({target.reason})")
        click.echo(f"rules: {', '.join(used)}")
        for setting in fields(settings):
            if setting.compare:
                click.echo(f"{setting.name.replace('_', '-')}: {getattr(settings, setting.name)!r}")
    return 2 if missing else 0
