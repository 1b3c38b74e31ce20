"""Tokens between the nodes of Python's tree, which does not tell of them."""

from __future__ import annotations

import re
from functools import cache

_COMMENT_OR_OPENING = re.compile(r"#[^\n]*|(\()")
_CLOSING = re.compile(r"(?:[\s\\]|#[^\n]*)*\)")


def token_in(code: str, first: int, last: int, pattern: str) -> re.Match[str] | None:
    """A token in a span, in the group `token`; comments are left out."""
    return _compiled(pattern).match(code, first, last)


def place_of(code: str, first: int, last: int, pattern: str, otherwise: int) -> int:
    """Where a token starts in a span."""
    found = token_in(code, first, last, pattern)
    return otherwise if found is None else found.start("token")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:(?>#[^\n]*)|[^#])*?(?P<token>{pattern})")


def openings(code: str, first: int, last: int) -> list[int]:
    """Where parentheses open in a span in which nothing else is but punctuation."""
    if code.find("(", first, last) < 0:
        return []
    return [found.start() for found in _COMMENT_OR_OPENING.finditer(code, first, last) if found[1]]


def closings(code: str, offset: int, most: int) -> list[int]:
    """Where the parentheses end that close directly behind an offset, one behind the other."""
    found: list[int] = []
    while len(found) < most and (close := _CLOSING.match(code, offset)) is not None:
        offset = close.end()
        found.append(offset)
    return found


def enclosed(code: str, after: int, start: int, end: int) -> tuple[int, int]:
    """A span with the parentheses around it that open behind `after`."""
    opened = openings(code, after, start)
    closed = closings(code, end, len(opened))
    return (opened[-len(closed)], closed[-1]) if closed else (start, end)


def sign_before(code: str, offset: int) -> int:
    """The `@` of a decorator: the last one before its expression that begins a line."""
    sign = code.rindex("@", 0, offset)
    while code[code.rfind("\n", 0, sign) + 1 : sign].strip():
        sign = code.rindex("@", 0, sign)
    return sign
