"""Lets test files import their helpers: `from rules.cases import ...`."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
pytest.register_assert_rewrite("rules.cases", "fixes.cases")
