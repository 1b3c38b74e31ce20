"""Reporters: findings in each output format."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from flake8_nnx_rng.frontends.command.outcome import Outcome

    Render = Callable[[Outcome], str]


class Format(NamedTuple):
    """An output format; one `for_programs` holds nothing but findings, in UTF-8."""

    module: str
    for_programs: bool = True

    @property
    def render(self) -> Render:
        """Its reporter, loaded when it is needed."""
        found: Render = import_module(f"{__name__}.{self.module}").render
        return found


COUNTED = ("concise", "full", "grouped", "json")
"""The output formats that there are statistics in."""

FORMATS = {
    "concise": Format("concise", for_programs=False),
    "full": Format("full", for_programs=False),
    "grouped": Format("grouped", for_programs=False),
    "json": Format("json_list"),
    "json-lines": Format("json_lines"),
    "sarif": Format("sarif"),
    "github": Format("github"),
    "gitlab": Format("gitlab"),
    "junit": Format("junit"),
    "rdjson": Format("rdjson"),
    "azure": Format("azure"),
    "pylint": Format("pylint"),
}
