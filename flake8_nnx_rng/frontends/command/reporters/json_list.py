"""A JSON list of objects, one a finding."""

from __future__ import annotations

import json
from typing import Any

from flake8_nnx_rng.frontends.command.outcome import Outcome


def render(outcome: Outcome) -> str:
    """All findings; an empty list when there are none."""
    return dump([diagnostic.to_json() for diagnostic in outcome.diagnostics])


def dump(data: Any) -> str:
    """Data as indented JSON."""
    return json.dumps(data, indent=2, ensure_ascii=False)
