"""Which lines of a few files each test runs, and how long it takes."""

from __future__ import annotations

import ast
import sys
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

Lines = dict[str, set[int]]
"""The lines of each file that were run."""


@contextmanager
def watched(files: Collection[str]) -> Iterator[Lines]:
    """What is run of these files meanwhile."""
    lines: Lines = {}

    def call(frame: FrameType, event: str, argument: Any) -> Any:
        file = frame.f_code.co_filename
        if file not in files:
            return None
        run = lines.setdefault(file, set())
        run.add(frame.f_lineno)

        def line(frame: FrameType, event: str, argument: Any) -> Any:
            run.add(frame.f_lineno)
            return line

        return line

    before = sys.gettrace()
    sys.settrace(call)
    threading.settrace(call)
    try:
        yield lines
    finally:
        sys.settrace(before)
        threading.settrace(None)


def lines_with(source: str, changed: int) -> set[int] | None:
    """The lines of the statement that a line is part of; None if it runs when it is loaded."""
    within = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.stmt) and node.lineno <= changed <= (node.end_lineno or 0)
    ]
    bodies = [
        node
        for node in within
        if isinstance(node, ast.FunctionDef) and node.body[0].lineno <= changed
    ]
    if not bodies:
        return None
    innermost = max(within, key=lambda node: node.lineno)
    body = getattr(innermost, "body", None)
    last = body[0].lineno - 1 if body else innermost.end_lineno
    return {*range(innermost.lineno, max(last or 0, innermost.lineno) + 1)}
