"""Users: how other files of a project call a unit, its tests and its README among them."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import replace

from flake8_nnx_rng.syntax.source import Source, SourceError
from flake8_nnx_rng.verification.calls import (
    VisibleCall,
    bound_by,
    is_fixture,
    used_by,
    visible_calls,
)
from flake8_nnx_rng.verification.programs import program

_MOST = 4
"""Files that are read for the calls of one function."""


def calls_elsewhere(sources: Iterable[tuple[str, Source]], name: str) -> list[VisibleCall]:
    """The calls of a function, class or method in files, each with what its arguments need there.

    Files come with the names that they are told by.
    """
    found: list[VisibleCall] = []
    for number, (shown, source) in enumerate(sources):
        if number >= _MOST:
            break
        try:
            tree = ast.parse(program(source).code)
        except (SourceError, SyntaxError):
            continue
        found += [_with_module(tree, call, shown) for call in visible_calls(tree, name)]
    return found


def _with_module(tree: ast.Module, call: VisibleCall, shown: str) -> VisibleCall:
    """A call with the imports of its file and the outermost statements that it rests on."""
    texts = [*call.preamble, call.callee, *(f"f({text})" for _, text in call.arguments)]
    wanted = {name for text in texts for name in used_by(ast.parse(text))}
    chosen: list[ast.stmt] = []
    for statement in reversed(tree.body):
        if _is_import(statement):
            chosen.insert(0, statement)
        elif wanted & bound_by(statement) and not is_fixture(statement):
            chosen.insert(0, statement)
            wanted |= used_by(statement)
    before = tuple(map(ast.unparse, chosen))
    return replace(call, preamble=(*before, *call.preamble), shown=f"{call.shown} in {shown}")


def _is_import(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Import | ast.ImportFrom)
