"""Fields of f-strings, for Pythons before 3.12, which do not say where they stand."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from keyword import iskeyword
from typing import TypeVar
from unicodedata import normalize

from flake8_nnx_rng.syntax.positions import Lines

_LITERAL = re.compile(r"(?:[\s\\]|#[^\n]*\n)*([a-zA-Z]*)(\"\"\"|'''|\"|')")
_NAMED = re.compile(r"\\N\{[^}\n]*\}")
_SHOWN = re.compile(r"=\s*[!:}]")
_OPENING, _CLOSING = "([{", ")]}"
Placed = TypeVar("Placed", bound=ast.expr)


def evaluated(code: str, lines: Lines, start: int, end: int) -> list[ast.FormattedValue]:
    """The fields of an f-string as later Pythons have them, with their places in the module."""
    return list(_Reader(code, lines, end).literals(start))


class _Reader:
    """Reads strings that may be written one behind the other, up to an end."""

    def __init__(self, code: str, lines: Lines, end: int) -> None:
        self._code = code
        self._lines = lines
        self._end = end

    def literals(self, offset: int) -> Iterator[ast.FormattedValue]:
        """The fields of each string from an offset on."""
        while offset < self._end and (opening := _LITERAL.match(self._code, offset, self._end)):
            prefix, quote = opening[1].lower(), opening[2]
            offset = opening.end()
            while offset < self._end and not self._code.startswith(quote, offset):
                if self._code[offset] == "{" and "f" in prefix:
                    offset, found = self._field(offset)
                    yield from found
                else:
                    offset += self._text(offset, prefix)
            offset += len(quote)

    def _text(self, offset: int, prefix: str) -> int:
        """How many characters at an offset stand for themselves, whatever they are."""
        if self._code[offset] != "\\":
            return 1
        named = None if "r" in prefix or "f" not in prefix else _NAMED.match(self._code, offset)
        if named is not None:
            return named.end() - offset
        is_brace = "f" in prefix and self._code.startswith(("{", "}"), offset + 1)
        return 1 if is_brace else 2

    def _field(self, offset: int) -> tuple[int, list[ast.FormattedValue]]:
        """Where a field that opens at an offset ends, and the field if it is one."""
        if self._code.startswith("{{", offset):
            return offset + 2, []
        behind = self._behind(offset + 1)
        value = self._expression(offset + 1, behind)
        end, inner = self._format(behind)
        if value is None:
            return end, inner
        spec = ast.JoinedStr(list[ast.expr](inner))
        return end, [self._placed(ast.FormattedValue(value, -1, spec), offset, end)]

    def _format(self, offset: int) -> tuple[int, list[ast.FormattedValue]]:
        """Where the field ends whose format begins at an offset, and the fields in the format."""
        found = []
        while offset < self._end and self._code[offset] != "}":
            if self._code[offset] == "{":
                offset, inner = self._field(offset)
                found += inner
            else:
                offset += 1
        return offset + 1, found

    def _expression(self, start: int, end: int) -> ast.expr | None:
        """The expression in a span; None where Python finds none."""
        text = self._code[start:end]
        if text.isidentifier() and not iskeyword(text):
            return self._placed(ast.Name(normalize("NFKC", text), ast.Load()), start, end)
        found = _parsed(text)
        if found is None:
            return None
        is_open = isinstance(found, ast.Tuple) and (found.lineno, found.col_offset) == (1, 0)
        row, column = self._lines.utf8(self._lines.position(start))
        for node in ast.walk(found):
            _move(node, row - 1, column - 1)
        if is_open:  # the parentheses around the tuple are ours
            start, end = start + len(text) - len(text.lstrip()), start + len(text.rstrip())
            return self._placed(found, start, end)
        return found

    def _placed(self, node: Placed, start: int, end: int) -> Placed:
        """Say where a node stands."""
        node.lineno, node.col_offset = self._lines.utf8(self._lines.position(start))
        node.end_lineno, node.end_col_offset = self._lines.utf8(self._lines.position(end))
        return node

    def _behind(self, offset: int) -> int:
        """Where the expression ends that begins at an offset."""
        depth = 0
        while offset < self._end:
            sign = self._code[offset]
            if depth == 0 and self._ends(offset):
                return offset
            if sign in "\"'":
                offset = self._behind_string(offset)
                continue
            depth += (sign in _OPENING) - (sign in _CLOSING)
            offset += 1
        return self._end

    def _behind_string(self, offset: int) -> int:
        """Where a string ends, in which no backslash can stand."""
        sign = self._code[offset]
        quote = sign * 3 if self._code.startswith(sign * 3, offset) else sign
        close = self._code.find(quote, offset + len(quote), self._end)
        return self._end if close < 0 else close + len(quote)

    def _ends(self, offset: int) -> bool:
        """Whether the format, the conversion, a `=` that shows the value, or the end is here."""
        sign, following = self._code[offset], self._code[offset + 1]
        if sign == "=":
            is_compared = self._code[offset - 1] in "=!<>" or following == "="
            return not is_compared and _SHOWN.match(self._code, offset) is not None
        return sign in "}:" or (sign == "!" and following != "=")


def _parsed(text: str) -> ast.expr | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(f"({text})", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _move(node: ast.AST, rows: int, columns: int) -> None:
    """Move a node down, and to the right where it stands on the first line."""
    where = vars(node)
    for row, column in (("lineno", "col_offset"), ("end_lineno", "end_col_offset")):
        if row in where:
            where[column] += columns if where[row] == 1 else 0
            where[row] += rows
