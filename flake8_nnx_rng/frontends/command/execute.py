"""`nnx-rng run`: a script with the semantics that it was written for, on the installed Flax."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from itertools import takewhile
from pathlib import Path

import click

from flake8_nnx_rng.frontends.command.help import HELP
from flake8_nnx_rng.frontends.command.telling import tell_error

SCRIPT = {**HELP, "allow_interspersed_args": False}
_BORDER = "--"


def arguments_of_script(
    context: click.Context, parameter: click.Parameter, given: tuple[str, ...]
) -> tuple[str, ...]:
    """All behind a first `--`; without one an option of ours is taken for misplaced."""
    if given[:1] == (_BORDER,):
        return given[1:]
    ours = {name for option in context.command.params for name in option.opts if name[0] == "-"}
    for argument in takewhile(lambda argument: argument != _BORDER, given):
        name = argument.partition("=")[0]
        if name in ours:
            raise click.UsageError(
                f"{name} stands after SCRIPT: put it before SCRIPT, or if it is for the script, "
                "write `--` right after SCRIPT"
            )
    return given


@click.command("run", context_settings=SCRIPT)
@click.option(
    "--implicit/--explicit",
    default=None,
    help="With the semantics of Flax 0.8.5, or those of the installed Flax (default: as the "
    "project or the script shows that it was written).",
)
@click.argument("script", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, callback=arguments_of_script)
def run(implicit: bool | None, script: Path, arguments: tuple[str, ...]) -> None:
    """Run a SCRIPT for Flax 0.8.x unchanged on the installed Flax, with the numbers of 0.8.5.

    As `python SCRIPT ARGUMENTS`, and with its exit status; a `--` before ARGUMENTS is left out. jax
    makes the random bits that it made in the time of 0.8.5, unless JAX_THREEFRY_PARTITIONABLE is
    set. Processes that it starts run like it. A script for newer releases runs as it would without
    this command.
    """
    require_runtime()
    from flake8_nnx_rng.runtime.children import legacy_in_all_processes
    from flake8_nnx_rng.runtime.scripts import run_to_end

    with ExitStack() as stack:
        if _chosen(script) if implicit is None else implicit:
            stack.enter_context(legacy_in_all_processes())
        ending = run_to_end(script, arguments)
    sys.exit(ending.status)


def _chosen(script: Path) -> bool:
    """Whether a script is for the implicit releases, which is said with the reason."""
    from flake8_nnx_rng.verification.semantics import source_semantics

    implicit, why = source_semantics(script)
    semantics = (
        "implicit semantics of Flax 0.8.5" if implicit else "semantics of the installed Flax"
    )
    other = "--explicit" if implicit else "--implicit"
    tell_error(f"info: running {script} with the {semantics}: {why} ({other} for the other)")
    return implicit


def require_runtime() -> None:
    """End the command with status 2 and a message if code cannot be executed here."""
    from flake8_nnx_rng.runtime.installed import missing

    if (why := missing()) is not None:
        tell_error(f"error: {why}")
        sys.exit(2)
