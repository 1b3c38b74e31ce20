"""`nnx-rng check --show-settings` and `--show-files`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

import click

from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.frontends.command.printable import name_at_start, printable, quoted
from flake8_nnx_rng.frontends.command.reporters import json_list
from flake8_nnx_rng.frontends.command.telling import encoded, tell_error
from flake8_nnx_rng.project.discovery import Problem, discover
from flake8_nnx_rng.project.settings import Settings
from flake8_nnx_rng.rules import all_rules
from flake8_nnx_rng.semantics.releases.source import UNKNOWN_SOURCE

_DEFAULT = ("default",)


class Shown(NamedTuple):
    """A setting, and the places that it comes from."""

    name: str
    value: Any
    origins: tuple[str, ...]


def show_settings(paths: tuple[Path, ...], checker: Checker, output_format: str) -> int:
    """Print what holds for each path: target and reason, rules in use, settings and their origin.

    Returns the exit code: 2 where a path does not exist.
    """
    missing = [path for path in paths if str(path) != "-" and not path.exists()]
    for path in missing:
        tell_error(f"error: {path}: No such file or directory")
    found = [_view(path, checker) for path in paths if path not in missing]
    if output_format == "json":
        click.echo(encoded(json_list.dump(found)))
    else:
        for view in found:
            click.echo(encoded(_text(view)))
    return 2 if missing else 0


def show_files(paths: tuple[Path, ...], checker: Checker) -> int:
    """Print the files that paths stand for; returns the exit code."""
    code = 0
    for found in discover([path for path in paths if str(path) != "-"], checker.settings_for):
        if isinstance(found, Problem):
            tell_error(f"error: {found.path}: {found.reason}")
            code = 2
        else:
            click.echo(encoded(name_at_start(quoted(str(found)))))
    return code


def _view(path: Path, checker: Checker) -> dict[str, Any]:
    folder = path if path.is_dir() else path.parent
    settings = checker.settings_for(folder)
    target = checker.target_for(folder) if path.is_dir() else checker.target_of(path)
    shown = None if path.is_dir() else checker.source_of(path)
    source = shown or checker.said_for(folder) or UNKNOWN_SOURCE
    rules = (r.code for r in all_rules() if settings.enabled(r.code, r.on_by_default, str(path)))
    unread = {"unread": target.unread} if target.unread else {}
    return {
        "path": str(path),
        "target": {"release": str(target.release), "reason": target.reason} | unread,
        "source": {"release": source.release and str(source.release), "reason": source.reason},
        "rules": [*rules],
        "settings": {
            name: {"value": value, "from": [*map(_near, origins)]}
            for name, value, origins in _shown(settings)
        },
    }


def _text(view: dict[str, Any]) -> str:
    target, source = view["target"], view["source"]
    lines = [
        f"# {view['path']}",
        f"target: Flax {target['release']} ({'; '.join(_reasons(target))})",
        f"source: {_release(source['release'])} ({source['reason']})",
        f"rules: {', '.join(view['rules'])}",
    ]
    for name, shown in view["settings"].items():
        lines.append(f"{name}: {shown['value']!r} ({', '.join(shown['from'])})")
    return "\n".join(map(printable, lines))


def _reasons(target: Mapping[str, str]) -> list[str]:
    return [target[key] for key in ("reason", "unread") if key in target]


def _release(found: str | None) -> str:
    return "not known" if found is None else f"Flax {found}"


def _shown(settings: Settings) -> Iterator[Shown]:
    """Our own settings, then what flake8 is told where it is told anything."""
    origins = settings.origins
    for setting in fields(Settings):
        if setting.compare and setting.name not in ("flake8", "chosen"):
            name = setting.name
            value = getattr(settings, name)
            yield Shown(name.replace("_", "-"), value, origins.get(name, _DEFAULT))
    for name in ("select", "ignore", "per_file_ignores", "exclude"):
        if value := getattr(settings.flake8, name):
            yield Shown(f"flake8.{name.replace('_', '-')}", value, origins["flake8"])


def _near(origin: str) -> str:
    """A place by its path from here, if it is a file."""
    path, colon, section = origin.partition(": ")
    return f"{os.path.relpath(path)}{colon}{section}" if colon else origin
