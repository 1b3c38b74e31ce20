"""Mistakes with what attributes hold: containers that do not say that they are data."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mutations.program import Edit, Operator, Program, dotted

_SAYING = {"nnx.data", "nnx.List"}


def plain_container(program: Program) -> Iterator[Edit]:
    """Keep a list, a tuple or None as it is, without `nnx.data` or `nnx.List` around it."""
    for call in program.all(ast.Call):
        if dotted(call.func) in _SAYING and len(call.args) == 1 and not call.keywords:
            yield Edit("the container does not say that it is data", ((call, call.args[0]),))


OPERATORS: dict[str, Operator] = {"plain-container": plain_container}
