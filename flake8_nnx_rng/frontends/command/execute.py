"""`nnx-rng run`: a script that was written for Flax 0.8.x, on the installed Flax."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from flake8_nnx_rng.frontends.command.help import HELP

SCRIPT = {**HELP, "ignore_unknown_options": True, "allow_interspersed_args": False}


@click.command("run", context_settings=SCRIPT)
@click.option("--implicit", is_flag=True, required=True, help="With the semantics of Flax 0.8.5.")
@click.argument("script", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def run(implicit: bool, script: Path, arguments: tuple[str, ...]) -> None:
    """Run a SCRIPT for Flax 0.8.x unchanged on the installed Flax, with the numbers of 0.8.5.

    As `python SCRIPT ARGUMENTS`, and with its exit status. jax makes the random bits that it made
    in the time of 0.8.5, unless JAX_THREEFRY_PARTITIONABLE is set.
    """
    require_runtime()
    from flake8_nnx_rng.runtime.installed import old_bits
    from flake8_nnx_rng.runtime.legacy import legacy_flax
    from flake8_nnx_rng.runtime.scripts import run_to_end

    with legacy_flax(threefry_partitionable=old_bits()):
        ending = run_to_end(script, arguments)
    sys.exit(ending.status)


def require_runtime() -> None:
    """End the command with status 2 and a message if code cannot be executed here."""
    from flake8_nnx_rng.runtime.installed import missing

    if (why := missing()) is not None:
        click.echo(f"error: {why}", err=True)
        sys.exit(2)
