"""Reporters: findings in each output format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from flake8_nnx_rng.frontends.command.outcome import Outcome
from flake8_nnx_rng.frontends.command.reporters import concise, full, json_list

Reporter = Callable[[Outcome], str]

FORMATS: dict[str, Reporter] = {
    "concise": concise.render,
    "full": full.render,
    "json": json_list.render,
}
FOR_PROGRAMS = frozenset({"json"})
"""The formats that hold nothing but findings."""


def statistics(outcome: Outcome, output_format: str) -> str:
    """How often each rule found something, most first."""
    counts = Counter((diagnostic.code, diagnostic.name) for diagnostic in outcome.diagnostics)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if output_format == "json":
        shown = [{"code": code, "name": name, "count": count} for (code, name), count in ordered]
        return json_list.dump(shown)
    width = max((len(str(count)) for _, count in ordered), default=0)
    return "\n".join(f"{count:>{width}}  {code}  {name}" for (code, name), count in ordered)
