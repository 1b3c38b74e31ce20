"""JSON objects, one a finding and a line."""

from __future__ import annotations

import json

from flake8_nnx_rng.frontends.command.outcome import Outcome


def render(outcome: Outcome) -> str:
    """All findings, each as in the list of `json`."""
    return "\n".join(
        json.dumps(diagnostic.to_json(), ensure_ascii=False, separators=(",", ":"))
        for diagnostic in outcome.diagnostics
    )
