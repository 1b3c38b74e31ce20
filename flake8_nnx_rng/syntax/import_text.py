"""Imports read from text, without a parse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_IMPORT = re.compile(r"import\b\s*(\([^)]*|(?:[^\n#;\\]|\\\s*\n)*)")
_FROM = re.compile(r"(?:^|[;:])\s*from\s+([^;:]+)\Z")
_SPACE = re.compile(r"[\s\\]+")
_PLAIN = re.compile(r"(?:^|[;:])\s*\Z")
_NAME = re.compile(r"(\w[\w.]*|\*)(?:\s+as\s+(\w+))?")
"""No name begins with a dot, not even in words that are no import."""
_AROUND_DOT = re.compile(r"[\s\\]*\.[\s\\]*")
_COMMENT = re.compile(r"#[^\n]*")


class Clause(NamedTuple):
    """One name of an import: `from module import name as local`; a plain import has no name."""

    module: str
    name: str
    local: str

    @property
    def last(self) -> str:
        """The last part of the path of what is imported."""
        return (self.name or self.module).rpartition(".")[2]


def clauses(code: str, word: str) -> Iterator[Clause]:
    """The names of every import that has this word in it."""
    for match in _IMPORT.finditer(code):
        before = _line_before(code, match.start())
        if word not in match[1] and word not in before:
            continue
        origin = _FROM.search(before)
        if origin is None and _PLAIN.search(before) is None:
            continue
        listed = _AROUND_DOT.sub(".", _COMMENT.sub("", match[1]))
        for path, alias in _NAME.findall(listed):
            if origin is not None:
                yield Clause(_SPACE.sub("", origin[1]), path, alias or path)
            else:
                yield Clause(path, "", alias or path.partition(".")[0])


def _line_before(code: str, offset: int) -> str:
    """The line up to an offset, with the lines that a backslash joins to it."""
    start = code.rfind("\n", 0, offset)
    while start > 0 and code[max(0, start - 2) : start].endswith(("\\", "\\\r")):
        start = code.rfind("\n", 0, start)
    return code[start + 1 : offset]
