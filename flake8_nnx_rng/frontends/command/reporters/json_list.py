"""A JSON list of objects, one a finding."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flake8_nnx_rng.diagnostic import Diagnostic


def render(diagnostics: Sequence[Diagnostic], unchecked: int = 0) -> str:
    """All findings; an empty list when there are none."""
    return dump([diagnostic.to_json() for diagnostic in diagnostics])


def dump(data: list[dict[str, Any]]) -> str:
    """A list as indented JSON."""
    return json.dumps(data, indent=2, ensure_ascii=False)
