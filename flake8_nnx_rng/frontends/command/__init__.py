"""The command `nnx-rng`."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from flake8_nnx_rng import __version__
from flake8_nnx_rng.frontends.command.help import HELP

_HOMES = {
    "check": "check",
    "clean": "clean",
    "generate-shell-completion": "completion",
    "rule": "rule",
    "run": "execute",
    "server": "server",
    "trace": "trace",
    "verify": "verify",
}
"""The modules of the subcommands, each loaded only when it is asked for."""


class _Commands(click.Group):
    def list_commands(self, context: click.Context) -> list[str]:
        return [*_HOMES]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in _HOMES:
            return None
        found = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name.replace("-", "_"))
        return found if isinstance(found, click.Command) else None


@click.group(cls=_Commands, context_settings=HELP)
@click.version_option(__version__, "-V", "--version", prog_name="nnx-rng")
def main() -> None:
    """Check the random numbers of Flax NNX programs."""
    try:
        os.getcwd()
    except OSError as error:
        from flake8_nnx_rng.frontends.command.telling import tell_error

        tell_error(f"error: the current folder cannot be read: {error.strerror}")
        sys.exit(2)
