from __future__ import annotations

import sys

import pytest
from click.testing import CliRunner

from flake8_nnx_rng.frontends.command import main


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*sys.modules]:
        if name.startswith("flake8_nnx_rng.frontends.server"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pygls", None)
    monkeypatch.setitem(sys.modules, "lsprotocol", None)
    done = CliRunner().invoke(main, ["server"])
    assert done.exit_code == 2
    assert done.output.startswith(
        "error: nnx-rng server needs pygls: pip install 'flake8-nnx-rng[lsp]"
    )


def test_help_names_the_protocol() -> None:
    done = CliRunner().invoke(main, ["server", "--help"])
    assert done.exit_code == 0
    assert "language server protocol" in done.output
