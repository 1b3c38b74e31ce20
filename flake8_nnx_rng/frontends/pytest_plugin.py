"""The option `--nnx-implicit` of pytest: tests for Flax 0.8.x run on the installed Flax.

Pytest loads this at every start, so it imports nothing that the option does not need.
"""

from __future__ import annotations

from contextlib import ExitStack
from importlib.metadata import version

import pytest

_HELP = "Run the tests with the semantics and numbers of Flax 0.8.5, on the installed Flax."


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the option, also from `addopts`."""
    parser.getgroup("nnx").addoption("--nnx-implicit", action="store_true", help=_HELP)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Enter before any file of the tests is imported, in each worker of xdist as well.

    JAX and Flax are left to the tests to import, whose `conftest.py` may set their environment.
    """
    if not early_config.known_args_namespace.nnx_implicit:
        return
    from flake8_nnx_rng.runtime.installed import missing

    if (why := missing()) is not None:
        raise pytest.UsageError(f"--nnx-implicit: {why}")
    from flake8_nnx_rng.runtime.old_programs import legacy_when_imported

    entered = ExitStack()
    entered.enter_context(legacy_when_imported())
    early_config.add_cleanup(entered.close)


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say that the tests see another Flax than the installed one."""
    if not config.known_args_namespace.nnx_implicit:
        return None
    return f"nnx: semantics of Flax 0.8.5 on Flax {version('flax')}"
