"""`nnx-rng server`: the language server for editors."""

from __future__ import annotations

import sys

import click

from flake8_nnx_rng.frontends.command.help import HELP
from flake8_nnx_rng.frontends.command.telling import tell_error
from flake8_nnx_rng.home import install


@click.command(context_settings=HELP)
@click.option("--stdio", is_flag=True, help="Talk over standard input and output; nothing else is.")
def server(stdio: bool) -> None:
    """Serve editors by the language server protocol, over standard input and output.

    Editors start it themselves: findings while you type, quick fixes, `source.fixAll.nnx-rng`.
    It reads code and never runs it.
    """
    try:
        from flake8_nnx_rng.frontends.server.handlers import serve
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        tell_error(f"error: nnx-rng server needs pygls: {install('lsp')}")
        sys.exit(2)
    serve()
