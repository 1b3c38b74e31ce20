"""Syntax that newer Pythons read: what to say of a file that the running one refuses."""

from __future__ import annotations

import re
import sys

_DEFINED = r"^\s*(?:async\s+def|def|class|type)\s+\w+\s*"
_SYNTAX = (
    ((3, 12), r"^\s*type\s+\w+\s*=", "`type` statements"),
    ((3, 13), rf"{_DEFINED}\[[^\](]*=", "defaults of type parameters"),
    ((3, 12), rf"{_DEFINED}\[", "type parameters"),
    ((3, 14), r"^\s*except\*?\s+[\w.]+\s*,[^:]*:", "several exceptions without parentheses"),
    ((3, 14), r"(?<![\w'\"])(?:t|tr|rt)['\"]", "template strings"),
)
"""What came with which Python, on the line of the error; of two that fit the first is meant."""
_FSTRING = (3, 12), "any expression within an f-string"


def newer_syntax(code: str, error: SyntaxError) -> str:
    """Which newer Python reads the line of an error, if the running one is too old for it."""
    running = sys.version_info[:2]
    line = "".join(code.split("\n")[(error.lineno or 1) - 1 : error.lineno])
    found = [(since, what) for since, pattern, what in _SYNTAX if re.search(pattern, line, re.I)]
    if error.msg.startswith("f-string"):
        found.append(_FSTRING)
    for since, what in found:
        if since > running:
            return f" ({what} came with Python {_name(since)}, this is Python {_name(running)})"
    return ""


def _name(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
