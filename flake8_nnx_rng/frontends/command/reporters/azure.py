"""Logging commands, which Azure Pipelines shows as issues of a build."""

from __future__ import annotations

from flake8_nnx_rng.diagnostic import Diagnostic
from flake8_nnx_rng.frontends.command.outcome import Outcome
from flake8_nnx_rng.frontends.command.printable import printable
from flake8_nnx_rng.frontends.command.reporters.flat import flat
from flake8_nnx_rng.project.folders import absolute
from flake8_nnx_rng.syntax.source import SourceError


def render(outcome: Outcome) -> str:
    """All findings, and the files that could not be checked."""
    unchecked = map(_of_error, outcome.errors)
    return "\n".join([*map(_of_finding, outcome.diagnostics), *unchecked])


def _of_finding(diagnostic: Diagnostic) -> str:
    found = flat(diagnostic)
    row, column = found.start
    properties = {
        "type": diagnostic.severity,
        "sourcepath": diagnostic.filename,
        "linenumber": str(row),
        "columnnumber": str(column),
        "code": diagnostic.code,
    }
    return _issue(properties, found.message)


def _of_error(error: SourceError) -> str:
    properties = {
        "type": "error",
        "sourcepath": error.filename,
        "linenumber": str(error.row or 1),
        "columnnumber": str(error.column or 1),
    }
    return _issue(properties, error.reason)


def _issue(properties: dict[str, str], text: str) -> str:
    path = str(absolute(properties["sourcepath"]))
    properties["sourcepath"] = printable(path, keeps="\r\n")
    given = "".join(f"{key}={_property(value)};" for key, value in properties.items())
    return f"##vso[task.logissue {given}]{_data(printable(text))}"


def _data(text: str) -> str:
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(";", "%3B").replace("]", "%5D")
