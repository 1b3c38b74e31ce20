"""The options `--nnx-implicit` and `--nnx-trace` of pytest.

`--nnx-implicit` runs tests for Flax 0.8.x on the installed Flax; `--nnx-trace` fails a test in
which keys repeat within a transform. Pytest loads this at every start, so it imports nothing that
an option does not need.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flake8_nnx_rng.runtime.recording.seeds import Seeds

_IMPLICIT = "Run the tests with the semantics and numbers of Flax 0.8.5, on the installed Flax."
_TRACE = "Fail each test in which keys repeat within a transform or its steps."
_SEEDS: pytest.StashKey[Seeds] = pytest.StashKey()
_MARKER = "nnx_repeats(reason): keys may repeat in this test under --nnx-trace."


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the options, also from `addopts`."""
    group = parser.getgroup("nnx")
    group.addoption("--nnx-implicit", action="store_true", help=_IMPLICIT)
    group.addoption("--nnx-trace", action="store_true", help=_TRACE)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, which a test may have without the option as well."""
    config.addinivalue_line("markers", _MARKER)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Enter before any file of the tests is imported, in each worker of xdist as well.

    JAX and Flax are left to the tests to import, whose `conftest.py` may set their environment.
    """
    asked = early_config.known_args_namespace
    if not asked.nnx_implicit and not asked.nnx_trace:
        return
    from flake8_nnx_rng.runtime.installed import missing

    if (why := missing()) is not None:
        option = "--nnx-implicit" if asked.nnx_implicit else "--nnx-trace"
        raise pytest.UsageError(f"{option}: {why}")
    from flake8_nnx_rng.runtime.children import legacy_in_all_processes
    from flake8_nnx_rng.runtime.recording import watched

    entered = ExitStack()
    if asked.nnx_trace:
        early_config.stash[_SEEDS] = entered.enter_context(watched())
    if asked.nnx_implicit:
        entered.enter_context(legacy_in_all_processes())
    early_config.add_cleanup(entered.close)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test that passes but for keys that repeat."""
    seeds = item.config.stash.get(_SEEDS, None)
    if seeds is None or item.get_closest_marker("nnx_repeats") is not None:
        return (yield)
    from flake8_nnx_rng.frontends.traced import repeated_within
    from flake8_nnx_rng.runtime.recording import record

    with record() as recording:
        result = yield
    if found := repeated_within(recording, seeds):
        pytest.fail("\n".join(found), pytrace=False)
    return result


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say that the tests see another Flax than the installed one."""
    if not config.known_args_namespace.nnx_implicit:
        return None
    return f"nnx: semantics of Flax 0.8.5 on Flax {version('flax')}"
