"""The command `nnx-rng`."""

from __future__ import annotations

import click

from flake8_nnx_rng import __version__
from flake8_nnx_rng.frontends.command.check import check
from flake8_nnx_rng.frontends.command.execute import run
from flake8_nnx_rng.frontends.command.options import HELP
from flake8_nnx_rng.frontends.command.rule import rule
from flake8_nnx_rng.frontends.command.trace import trace
from flake8_nnx_rng.frontends.command.verify import verify


@click.group(context_settings=HELP)
@click.version_option(__version__, "-V", "--version", prog_name="nnx-rng")
def main() -> None:
    """Check the random numbers of Flax NNX programs."""


main.add_command(check)
main.add_command(rule)
main.add_command(run)
main.add_command(verify)
main.add_command(trace)
