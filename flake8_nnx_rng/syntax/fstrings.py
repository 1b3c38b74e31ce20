"""What f-strings evaluate, for Pythons before 3.12, which do not say where it stands."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

from flake8_nnx_rng.syntax.positions import Lines

_LITERAL = re.compile(r"(?:[\s\\]|#[^\n]*\n)*([a-zA-Z]*)(\"\"\"|'''|\"|')")
_OPENING, _CLOSING = "([{", ")]}"


def evaluated(code: str, lines: Lines, start: int, end: int) -> list[ast.expr]:
    """The expressions in the fields of an f-string, with their places in the module."""
    found = []
    for first, last in _fields(code, start, end):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(f"({code[first:last]})", mode="eval")
        except (SyntaxError, ValueError):
            continue
        row, column = lines.utf8(lines.position(first))
        for node in ast.walk(tree):
            _move(node, row - 1, column - 1)
        found.append(tree.body)
    return found


def _move(node: ast.AST, rows: int, columns: int) -> None:
    """Move a node down, and to the right where it stands on the first line."""
    where = vars(node)
    for row, column in (("lineno", "col_offset"), ("end_lineno", "end_col_offset")):
        if row in where:
            where[column] += columns if where[row] == 1 else 0
            where[row] += rows


def _fields(code: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of the expressions in strings that may be written one behind the other."""
    offset = start
    while offset < end and (opening := _LITERAL.match(code, offset, end)):
        prefix, quote = opening[1].lower(), opening[2]
        offset = opening.end()
        while offset < end and not code.startswith(quote, offset):
            if code[offset] == "\\":
                offset += 2
            elif code[offset] == "{" and "f" in prefix:
                offset, found = _field(code, offset, end)
                yield from found
            else:
                offset += 1
        offset += len(quote)


def _field(code: str, offset: int, end: int) -> tuple[int, list[tuple[int, int]]]:
    """Where a field that opens at an offset ends, and the expressions in it."""
    if code.startswith("{{", offset):
        return offset + 2, []
    first = offset + 1
    last = _end_of_expression(code, first, end)
    found = [(first, last)]
    offset = last
    while offset < end and code[offset] != "}":  # the format, which may hold fields
        if code[offset] == "{":
            offset, inner = _field(code, offset, end)
            found += inner
        else:
            offset += 1
    return offset + 1, found


def _end_of_expression(code: str, offset: int, end: int) -> int:
    depth = 0
    while offset < end:
        sign = code[offset]
        if sign in "\"'":
            quote = sign * 3 if code.startswith(sign * 3, offset) else sign
            close = code.find(quote, offset + len(quote), end)
            offset = end if close < 0 else close + len(quote)
            continue
        if depth == 0 and _ends(code, offset):
            return offset
        depth += (sign in _OPENING) - (sign in _CLOSING)
        offset += 1
    return end


def _ends(code: str, offset: int) -> bool:
    """Whether the format, the conversion, a `=` that shows the expression, or the end is here."""
    sign, following = code[offset], code[offset + 1 : offset + 2]
    if sign == "=":
        is_compared = code[offset - 1] in "=!<>" or following == "="
        return not is_compared and re.compile(r"=\s*[!:}]").match(code, offset) is not None
    return sign in "}:" or (sign == "!" and following != "=")
