"""JUnit's XML, in the form of Jenkins: a suite for each file, a failure for each finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import PurePath
from xml.etree import ElementTree as ET

from flake8_nnx_rng.diagnostic import Diagnostic
from flake8_nnx_rng.frontends.command.outcome import Outcome
from flake8_nnx_rng.frontends.command.printable import printable
from flake8_nnx_rng.frontends.command.reporters.concise import place
from flake8_nnx_rng.syntax.source import SourceError

_NAME = "nnx-rng"


def render(outcome: Outcome) -> str:
    """All findings, and as errors the files that could not be checked."""
    found, errors = outcome.diagnostics, outcome.errors
    suites = [
        *(_suite(name, failures=[*group]) for name, group in _by_file(found)),
        *(_suite(error.filename, errors=[error]) for error in errors),
    ]
    root = ET.Element("testsuites", {"name": _NAME, **_counts(found, errors)})
    root.extend(suites or [_passed()])
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode")


def _by_file(found: Sequence[Diagnostic]) -> Iterable[tuple[str, Iterable[Diagnostic]]]:
    return groupby(found, attrgetter("filename"))


def _counts(failures: Sequence[object], errors: Sequence[object]) -> dict[str, str]:
    total = len(failures) + len(errors)
    numbers = {"tests": total, "failures": len(failures), "errors": len(errors)}
    return {name: str(number) for name, number in numbers.items()}


def _suite(
    name: str, failures: Sequence[Diagnostic] = (), errors: Sequence[SourceError] = ()
) -> ET.Element:
    said = {"name": printable(name), **_counts(failures, errors), "skipped": "0"}
    suite = ET.Element("testsuite", {**said, "package": _NAME})
    for diagnostic in failures:
        case = _case(suite, diagnostic.code, name)
        message = printable(diagnostic.message)
        failure = ET.SubElement(case, "failure", {"type": diagnostic.severity, "message": message})
        told = [f"{place(diagnostic)}: {diagnostic.code} {message}"]
        told += [f"note: {printable(diagnostic.consequence)}"] * bool(diagnostic.consequence)
        told += [f"help: {printable(diagnostic.advice)}"] * bool(diagnostic.advice)
        failure.text = "\n".join([*told, f"see: {diagnostic.url}"])
    for error in errors:
        reason = printable(error.reason)
        case = _case(suite, "not-checked", name)
        ET.SubElement(case, "error", {"message": reason}).text = printable(str(error))
    return suite


def _case(suite: ET.Element, code: str, filename: str) -> ET.Element:
    classname = printable(str(PurePath(filename).with_suffix("")))
    return ET.SubElement(suite, "testcase", {"name": f"{_NAME}.{code}", "classname": classname})


def _passed() -> ET.Element:
    """A suite that passes: one without tests is a failure for some who read it."""
    suite = ET.Element("testsuite", {"name": _NAME, "tests": "1", "failures": "0", "errors": "0"})
    ET.SubElement(suite, "testcase", {"name": "No findings", "classname": _NAME})
    return suite
