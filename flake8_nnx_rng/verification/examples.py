"""Examples: the arguments that a comment above a definition gives for trying it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

_START = re.compile(r"\s*#\s*nnx-rng:\s*example\((.*)$")
_MORE = re.compile(r"\s*#(.*)$")


@dataclass(frozen=True)
class Example:
    """`arguments` as written between the brackets, for the function, class or method `of`."""

    of: str
    arguments: str


def example_above(lines: list[str], row: int, of: str) -> Example | None:
    """The example in the comment that ends right above a row (from 1), where the lines have one.

    It may go on over several comment lines, up to its closing bracket.
    """
    first = row - 1
    while first > 0 and _MORE.match(lines[first - 1]):
        first -= 1
    for number in range(first, row - 1):
        match = _START.match(lines[number])
        if match:
            rest = [m[1] for line in lines[number + 1 : row - 1] if (m := _MORE.match(line))]
            return _complete(of, match[1], rest)
    return None


def _complete(of: str, begun: str, rest: list[str]) -> Example:
    """The example as soon as what was read so far is a call; else as it was begun."""
    text = begun
    for more in [None, *rest]:
        text = text if more is None else f"{text}\n{more}"
        arguments = text.rpartition(")")[0]
        if ")" in text and _parses(arguments):
            return Example(of, " ".join(arguments.split()))
    return Example(of, begun.rpartition(")")[0] or begun)


def _parses(arguments: str) -> bool:
    try:
        ast.parse(f"f({arguments}\n)", mode="eval")
    except SyntaxError:
        return False
    return True
