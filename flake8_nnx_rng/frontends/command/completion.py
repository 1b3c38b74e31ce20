"""`nnx-rng generate-shell-completion`: what makes a shell complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from flake8_nnx_rng.frontends.command.help import HELP

_NAME = "nnx-rng"
_VARIABLE = "_NNX_RNG_COMPLETE"


@click.command(context_settings=HELP)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def generate_shell_completion(context: click.Context, shell: str) -> None:
    """Print a script that completes commands and options, for a shell to read at its start."""
    found = get_completion_class(shell)
    assert found is not None
    root = context.find_root().command
    click.echo(found(root, {}, _NAME, _VARIABLE).source())
