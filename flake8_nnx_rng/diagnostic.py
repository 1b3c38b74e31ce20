"""Diagnostics: what the linter tells, the same for every front end."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flake8_nnx_rng.syntax.positions import Position

DOCS = "https://flake8-nnx-rng.readthedocs.io/en/latest"
INTERNAL_ERROR = "NNX999"
HEADLINE = 100
"""How many characters the message of a finding may have."""


def url_of(code: str) -> str:
    """The page of a rule."""
    return f"{DOCS}/rules/{code}/"


def one_line(text: str) -> str:
    """A text without line ends."""
    return " ".join(text.split())


def headline(text: str) -> str:
    """What is wrong, in one line that is not too long."""
    line = one_line(text)
    return line if len(line) <= HEADLINE else f"{line[: HEADLINE - 3]}..."


def beside(filename: str, way: str) -> str:
    """The name of the file that lies so from the folder of another one."""
    return os.path.normpath(os.path.join(os.path.dirname(filename), way))


class TextEdit(NamedTuple):
    """Text to write in place of a span; locations and `cell` as those of the diagnostic."""

    location: Position
    end_location: Position
    content: str
    cell: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The edit as the JSON output holds it."""
        shown: dict[str, Any] = {
            "location": self.location._asdict(),
            "end_location": self.end_location._asdict(),
            "content": self.content,
        }
        return shown if self.cell is None else {**shown, "cell": self.cell}


class Refusal(NamedTuple):
    """Why there is no fix, and what to do by hand.

    `outcome` is "Not migrated" or "Not fixed", `reason` says why in this code, `kind` the same of
    any code: by it refusals are counted. Findings of one file with the same `unit`, an offset, are
    about the same transforms.
    """

    outcome: str
    reason: str
    next_step: str
    kind: str
    unit: int


class SuggestedFix(NamedTuple):
    """How to mend a finding; `applicability` is "safe", "unsafe", or "display" without edits.

    A `refusal` says the same as the message of one without edits, in parts.
    """

    message: str
    applicability: str
    edits: tuple[TextEdit, ...] = ()
    refusal: Refusal | None = None

    def to_json(self) -> dict[str, Any]:
        """The fix as the JSON output holds it."""
        shown: dict[str, Any] = {
            "message": self.message,
            "applicability": self.applicability,
            "edits": [edit.to_json() for edit in self.edits],
        }
        if self.refusal is not None:
            shown["reason"] = self.refusal.reason
            shown["next_step"] = self.refusal.next_step
        return shown


class RelatedPlace(NamedTuple):
    """Another place that a finding speaks of; locations and `cell` as those of the diagnostic."""

    message: str
    filename: str
    location: Position
    end_location: Position
    cell: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The place as the JSON output holds it."""
        shown: dict[str, Any] = {
            "message": self.message,
            "filename": self.filename,
            "location": self.location._asdict(),
            "end_location": self.end_location._asdict(),
        }
        return shown if self.cell is None else {**shown, "cell": self.cell}


@dataclass(frozen=True, order=True)
class Diagnostic:
    """One finding in one file.

    `location` and `end_location` are rows and columns from 1, columns in code points; in a notebook
    `cell` counts from 1 and rows count within the cell. `severity` is "error" or "warning".
    `message` says what is wrong in at most `HEADLINE` characters, `consequence` what comes of it
    and what shows that, `help` what to do instead; both may be empty.
    """

    filename: str
    cell: int | None
    location: Position
    end_location: Position
    code: str
    name: str
    message: str
    severity: str
    fix: SuggestedFix | None = field(default=None, compare=False)
    related: tuple[RelatedPlace, ...] = field(default=(), compare=False)
    consequence: str = field(default="", compare=False)
    help: str = field(default="", compare=False)

    @property
    def advice(self) -> str:
        """What its fix does, or what to do by hand; empty where nothing is known."""
        return self.help if self.fix is None else one_line(self.fix.message)

    @property
    def summary(self) -> str:
        """What is wrong and what to do, for formats with one line for a finding."""
        return f"{self.message}: {self.help}" if self.help else self.message

    @property
    def url(self) -> str:
        """The rule's page."""
        return url_of(self.code)

    def to_json(self) -> dict[str, Any]:
        """The diagnostic as the JSON output holds it."""
        shown: dict[str, Any] = {
            "code": self.code,
            "name": self.name,
            "message": self.message,
            "consequence": self.consequence,
            "help": self.help,
            "severity": self.severity,
            "filename": self.filename,
            "location": self.location._asdict(),
            "end_location": self.end_location._asdict(),
            "fix": None if self.fix is None else self.fix.to_json(),
            "url": self.url,
            "related": [place.to_json() for place in self.related],
        }
        return shown if self.cell is None else {**shown, "cell": self.cell}
