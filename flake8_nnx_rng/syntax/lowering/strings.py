"""Strings as they are written: one, or several one behind the other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Tree

_STRING = re.compile(
    r"[a-zA-Z]*(?:\"\"\".*?(?<!\\)(?:\\\\)*\"\"\"|'''.*?(?<!\\)(?:\\\\)*'''"
    r"|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')",
    re.DOTALL,
)
_GAP = re.compile(r"(?:[\s\\]|#[^\n]*)*")


def is_single(tree: Tree, raw: Any, start: int, end: int) -> bool:
    """Whether a string in a span is written as one."""
    found = _STRING.match(_plain(tree, raw, start, end))
    return found is None or found.end() == end - start


def pieces_of(tree: Tree, raw: Any) -> Iterator[tuple[int, int]]:
    """The spans of the strings as which one is written."""
    start, end = tree.span(raw)
    text, place = _plain(tree, raw, start, end), 0
    while found := _STRING.match(text, place):
        yield start + found.start(), start + found.end()
        gap = _GAP.match(text, found.end())
        place = found.end() if gap is None else gap.end()


def _plain(tree: Tree, raw: Any, start: int, end: int) -> str:
    """The text of a string, in which fields are blanked: they may hold the same quotes."""
    if isinstance(raw, ast.Constant):
        return tree.code[start:end]
    text, offset = "", start
    for field in tree.evaluated(raw):
        first, last = tree.span(field)
        text, offset = text + tree.code[offset:first] + "_" * (last - first), last
    return text + tree.code[offset:end]
