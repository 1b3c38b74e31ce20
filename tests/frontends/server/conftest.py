"""These tests need what the extra `test` installs besides pytest."""

from __future__ import annotations

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("pytest_lsp") and find_spec("pygls") else ["test_*.py"]
