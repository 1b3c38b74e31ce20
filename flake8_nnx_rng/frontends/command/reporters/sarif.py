"""SARIF 2.1.0, within what GitHub's code scanning takes."""

from __future__ import annotations

from typing import Any

from flake8_nnx_rng import __version__
from flake8_nnx_rng.diagnostic import DOCS, Diagnostic, SuggestedFix, TextEdit
from flake8_nnx_rng.frontends.command.line_hash import line_hashes
from flake8_nnx_rng.frontends.command.outcome import Outcome
from flake8_nnx_rng.frontends.command.paths import absolute_uri, from_root, root, uri
from flake8_nnx_rng.frontends.command.printable import printable
from flake8_nnx_rng.frontends.command.prints import prints
from flake8_nnx_rng.frontends.command.reporters import json_list
from flake8_nnx_rng.frontends.command.reporters.flat import flat
from flake8_nnx_rng.rules import all_rules
from flake8_nnx_rng.rules.base import Rule
from flake8_nnx_rng.rules.pages import markdown
from flake8_nnx_rng.syntax.positions import Position
from flake8_nnx_rng.syntax.source import SourceError

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
MOST_RESULTS = 25_000
"""How many GitHub takes of one run; of more it takes none."""
_ROOT = "%SRCROOT%"
_KNOWN = {"kind": "external", "justification": "It stands in the baseline of the project."}
_SILENCED = {"kind": "inSource", "justification": "A `# noqa` comment suppresses it."}


def render(outcome: Outcome) -> str:
    """All findings and the rules that they break; errors come first where there are too many."""
    return json_list.dump(
        {"$schema": SCHEMA, "version": "2.1.0", "runs": [_Run(outcome).written()]}
    )


class _Run:
    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._root = root()
        found = [*outcome.diagnostics, *outcome.known, *outcome.silenced]
        silenced = dict.fromkeys(outcome.silenced, _SILENCED)
        self._suppressed = dict.fromkeys(outcome.known, _KNOWN) | silenced
        keys = prints(found, outcome.sources, self._path)
        ordered = sorted(zip(found, keys, strict=True), key=self._rank)
        self._left_out = max(0, len(ordered) - MOST_RESULTS)
        self._found = ordered[:MOST_RESULTS]
        codes = {diagnostic.code for diagnostic, _ in self._found}
        self._rules = [rule for rule in all_rules() if rule.code in codes]
        self._index = {rule.code: number for number, rule in enumerate(self._rules)}
        self._hashes: dict[str, list[str]] = {}

    def _rank(self, pair: tuple[Diagnostic, str]) -> tuple[bool, str]:
        """New findings first, and errors before warnings."""
        return pair[0] in self._suppressed, pair[0].severity

    def written(self) -> dict[str, Any]:
        """The run as SARIF has it."""
        return {
            "tool": {
                "driver": {
                    "name": "nnx-rng",
                    "fullName": "flake8-nnx-rng",
                    "semanticVersion": __version__,
                    "informationUri": f"{DOCS}/",
                    "rules": [*map(_rule, self._rules)],
                }
            },
            "invocations": [self._invocation()],
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
            "results": [self._result(found, key) for found, key in self._found],
        }

    def _invocation(self) -> dict[str, Any]:
        told = [*map(self._unchecked, self._outcome.errors)]
        if self._left_out:
            text = f"{self._left_out} findings are left out, warnings first."
            told.append({"level": "warning", "message": {"text": text}})
        is_whole = not self._outcome.unchecked
        return {"executionSuccessful": is_whole, "toolExecutionNotifications": told}

    def _unchecked(self, error: SourceError) -> dict[str, Any]:
        place = Position(error.row or 1, error.column or 1)
        return {
            "level": "error",
            "message": {"text": printable(error.reason)},
            "locations": [self._location(error.filename, place, place)],
        }

    def _result(self, found: Diagnostic, key: str) -> dict[str, Any]:
        start, end, message = flat(found)
        result: dict[str, Any] = {
            "ruleId": found.code,
            "level": found.severity,
            "message": {"text": printable(message)},
            "locations": [self._location(found.filename, start, end)],
            "partialFingerprints": self._prints(found, start, key),
            "properties": {
                "consequence": printable(found.consequence),
                "help": printable(found.help),
            },
        }
        if self._suppressed:  # then all results say whether they are
            reason = self._suppressed.get(found)
            result["suppressions"] = [] if reason is None else [reason]
        if found.code in self._index:
            result["ruleIndex"] = self._index[found.code]
        others = [
            {
                "id": number,
                "message": {"text": place.message},
                **self._location(place.filename, place.location, place.end_location),
            }
            for number, place in enumerate(found.related, 1)
            if place.cell is None
        ]
        if others:
            result["relatedLocations"] = others
        if found.fix is not None and found.fix.edits and found.cell is None:
            result["fixes"] = [self._fix(found.filename, found.fix)]
        return result

    def _prints(self, found: Diagnostic, start: Position, key: str) -> dict[str, str]:
        keys = {"nnxRng/v1": key}
        name = found.filename
        if name not in self._hashes:
            self._hashes[name] = line_hashes(self._outcome.sources.text(name))
        hashes = self._hashes[name]
        if start.row <= len(hashes):
            keys["primaryLocationLineHash"] = hashes[start.row - 1]
        return keys

    def _fix(self, filename: str, fix: SuggestedFix) -> dict[str, Any]:
        return {
            "description": {"text": printable(" ".join(fix.message.split()))},
            "artifactChanges": [
                {
                    "artifactLocation": self._artifact(filename),
                    "replacements": [*map(_replacement, fix.edits)],
                }
            ],
            "properties": {"applicability": fix.applicability},
        }

    def _location(self, filename: str, start: Position, end: Position) -> dict[str, Any]:
        place = {"artifactLocation": self._artifact(filename), "region": _region(start, end)}
        return {"physicalLocation": place}

    def _artifact(self, filename: str) -> dict[str, str]:
        way = from_root(filename, self._root)
        if way is None:
            return {"uri": absolute_uri(filename)}
        return {"uri": uri(way), "uriBaseId": _ROOT}

    def _path(self, filename: str) -> str:
        return from_root(filename, self._root) or filename


def _replacement(edit: TextEdit) -> dict[str, Any]:
    return {
        "deletedRegion": _region(edit.location, edit.end_location),
        "insertedContent": {"text": edit.content},
    }


def _region(start: Position, end: Position) -> dict[str, int]:
    return {
        "startLine": start.row,
        "startColumn": start.column,
        "endLine": end.row,
        "endColumn": end.column,
    }


def _rule(rule: Rule) -> dict[str, Any]:
    severity = rule.severity.value
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": _shortened(" ".join(rule.why.split()))},
        "help": {"text": rule.why.strip(), "markdown": markdown(rule)},
        "helpUri": rule.url,
        "defaultConfiguration": {"enabled": rule.on_by_default, "level": severity},
        "properties": {
            "tags": ["flax", "random-numbers"],
            "precision": "high",
            "problem.severity": severity,
        },
    }


def _shortened(text: str) -> str:
    """A text as long as GitHub shows it."""
    return text if len(text) <= 1024 else f"{text[:1021]}..."
