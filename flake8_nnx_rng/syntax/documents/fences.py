"""Fences of Markdown: what opens and closes them, and what their info strings announce."""

from __future__ import annotations

import re
from typing import NamedTuple

from flake8_nnx_rng.syntax.documents.languages import (
    CODE_DIRECTIVES,
    OPAQUE_DIRECTIVES,
    PYTHON_DIRECTIVES,
    is_python,
)
from flake8_nnx_rng.syntax.documents.lines import Line

_OPENING = re.compile(
    r"(?P<quotes>(?:(?:[ \t]*>)+[ ]?)?)"
    r"(?P<indent>[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)"
    r"(?P<marks>`{3,}|~{3,}|:{3,})[ \t]*(?P<info>.*)$"
)
_BRACES = re.compile(r"\{(?P<inside>[^}]*)\}(?P<argument>.*)$")
_WORD = re.compile(r"[\w.+#-]+")


class Fence(NamedTuple):
    """A line that opens a fence: its marks, the info string, and how far in they stand."""

    marks: str
    info: str
    quotes: int
    indent: int

    @property
    def words(self) -> list[str]:
        """What stands in the braces of `{name} argument` or `{.class key=value}`."""
        braces = _BRACES.match(self.info)
        return _WORD.findall(braces["inside"].lower()) if braces else []

    @property
    def directive(self) -> str:
        """The name in braces, or nothing."""
        return next(iter(self.words), "")

    @property
    def is_python(self) -> bool:
        """Whether Python code follows."""
        name = self.directive
        if name == "code-cell" or name in CODE_DIRECTIVES:
            argument = self.info.partition("}")[2].strip()
            return is_python(argument) or (name == "code-cell" and not argument)
        if name in PYTHON_DIRECTIVES or is_python(name or self.info):
            return True
        return any(word.startswith(".") and is_python(word[1:]) for word in self.words)

    @property
    def is_container(self) -> bool:
        """Whether more Markdown follows, as in an admonition."""
        return bool(self.directive) and self.directive not in OPAQUE_DIRECTIVES

    def unquote(self, line: Line) -> Line | None:
        """A line without as many `>` as stand before the fence; None once there are fewer."""
        quotes = re.match(rf"(?:[ \t]*>){{{self.quotes}}}[ ]?" if self.quotes else "", line.text)
        return line.cut(quotes.end()) if quotes else None

    def is_closed_by(self, line: Line) -> bool:
        """Whether a line ends the block; one four columns further in is code, as in a docstring."""
        text = line.text.strip(" \t")
        return text.startswith(self.marks) and (
            text == self.marks[0] * len(text) and len(line.margin) < self.indent + 4
        )


def opening(line: Line) -> Fence | None:
    """The fence that a line opens, if it opens one."""
    match = _OPENING.match(line.text)
    if match is None:
        return None
    quotes, indent, marks, info = match.group("quotes", "indent", "marks", "info")
    fence = Fence(marks, info, quotes.count(">"), len(indent))
    if marks[0] == "`" and "`" in info:
        return None
    # What a colon fence contains is scanned in place: nothing in there is literal.
    if marks[0] == ":" and (not fence.directive or (fence.is_container and not fence.is_python)):
        return None
    return fence
