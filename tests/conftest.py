"""Lets test files import their helpers: `from rules.cases import ...`."""

import os
import signal
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
pytest.register_assert_rewrite("rules.cases", "fixes.cases")

_CHILDREN = "COVERAGE_PROCESS_CONFIG"
"""What has the processes that a test starts measured as well."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "untraced: coverage is not measured while it runs")
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in the background
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Tests that repeat others in more ways or at size: tracing would double what they take."""
    tracer = sys.gettrace()
    if tracer is None or item.get_closest_marker("untraced") is None:
        return (yield)
    in_children = os.environ.pop(_CHILDREN, None)
    sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracer)
        if in_children is not None:
            os.environ[_CHILDREN] = in_children
