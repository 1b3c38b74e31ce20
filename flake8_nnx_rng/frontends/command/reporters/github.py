"""Workflow commands, which GitHub Actions shows as annotations of a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_nnx_rng.diagnostic import Diagnostic
from flake8_nnx_rng.frontends.command.outcome import Outcome
from flake8_nnx_rng.frontends.command.printable import printable
from flake8_nnx_rng.frontends.command.reporters.concise import place
from flake8_nnx_rng.frontends.command.reporters.flat import flat
from flake8_nnx_rng.project.folders import absolute
from flake8_nnx_rng.syntax.source import SourceError


def render(outcome: Outcome) -> str:
    """All findings, and the files that could not be checked."""
    unchecked = map(_of_error, outcome.errors)
    return "\n".join([*map(_of_finding, outcome.diagnostics), *unchecked])


def _of_finding(diagnostic: Diagnostic) -> str:
    start, end, _ = flat(diagnostic)
    properties: dict[str, str | int] = {
        "title": f"nnx-rng ({diagnostic.code})",
        "file": _path(diagnostic.filename),
        "line": start.row,
        "col": start.column,
        "endLine": end.row,
        "endColumn": end.column,
    }
    return _command(diagnostic.severity, properties, "\n".join(_told(diagnostic)))


def _told(diagnostic: Diagnostic) -> Iterator[str]:
    yield f"{place(diagnostic)}: {diagnostic.code} {printable(diagnostic.message)}"
    if diagnostic.consequence:
        yield f"  note: {printable(diagnostic.consequence)}"
    if diagnostic.advice:
        yield f"  help: {printable(diagnostic.advice)}"
    yield f"  see: {diagnostic.url}"


def _of_error(error: SourceError) -> str:
    properties: dict[str, str | int] = {
        "title": "nnx-rng (not checked)",
        "file": _path(error.filename),
        "line": error.row or 1,
        "col": error.column or 1,
    }
    return _command("error", properties, printable(str(error)))


def _path(filename: str) -> str:
    return printable(str(absolute(filename)), keeps="\r\n")


def _command(name: str, properties: dict[str, str | int], text: str) -> str:
    given = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name} {given}::{_data(text)}"


def _data(text: str) -> str:
    """A text in which no line of its own can begin."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
