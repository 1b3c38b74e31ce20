"""Split in a `with` statement, around what comes before the scalar use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit, Fix, advice, safe
from flake8_nnx_rng.semantics.in_place_splits import Unrestored, unrestored
from flake8_nnx_rng.semantics.in_place_uses import InPlaceUses
from flake8_nnx_rng.syntax.nodes import end, outermost_parenthesis, parts, start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ast_grep_py import SgNode

    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.rules.base import Finding

_TRAILING = re.compile(r"[ \t]*(?:#[^\n]*)?\r?(?=\n|\Z)")
_BY_HAND = advice("Put what maps the state into a with statement with the split")


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """`nnx.split_rngs(rngs, splits=3)` becomes a `with` around the statements that follow."""
    every = unrestored(bench.analysis)
    found = next((u for u in every if finding.node in (u.split, u.use)), None)
    if found is None or found.statement is None:
        return advice("Move it out of the with, or map it over the split state")
    uses = InPlaceUses(bench.analysis, found.state)
    inside, behind = _parted(found, found.statement)
    if not inside or not uses.is_mentioned(start(inside[0]), end(inside[-1])):
        return advice("Leave the split out, if nothing maps the state before it is used")
    if behind and not uses.is_scalar(start(behind[0]), end(behind[-1])):
        return advice("Put each part that maps the state into a with statement with the split")
    if not _has_lines_of_its_own(bench, [found.statement, *inside]):
        return _BY_HAND
    return safe("Split in a with statement", *_wrapped(bench, found, found.statement, inside[-1]))


def _parted(found: Unrestored, statement: SgNode) -> tuple[list[SgNode], list[SgNode]]:
    """The statements behind the split: those before the scalar use, and those from it on."""
    block = statement.parent()
    siblings = [] if block is None else parts(block)
    later = [sibling for sibling in siblings if start(sibling) >= end(statement)]
    limit = end(statement) if found.again else end(found.use)
    cut = len(later) if found.again else sum(end(sibling) < limit for sibling in later)
    return later[:cut], later[cut:]


def _has_lines_of_its_own(bench: Bench, statements: Sequence[SgNode]) -> bool:
    """Whether whole lines can be indented: no `;`, and no string that goes over lines."""
    code = bench.module.source.code
    for statement in statements:
        before = code[bench.line_start(start(statement)) : start(statement)]
        if before.strip() or _TRAILING.match(code, end(statement)) is None:
            return False
    strings = (text for s in statements for text in s.find_all(kind="string"))
    return not any("\n" in text.text() for text in strings)


def _wrapped(bench: Bench, found: Unrestored, statement: SgNode, last: SgNode) -> list[Edit]:
    top = outermost_parenthesis(found.split)
    edits = [
        Edit(start(statement), start(top), "with "),
        Edit(end(statement), end(statement), ":"),
    ]
    code = bench.module.source.code
    offset = code.find("\n", end(statement)) + 1
    while 0 < offset < end(last):
        line_end = code.find("\n", offset)
        line = code[offset:line_end] if line_end >= 0 else code[offset:]
        if line.strip():
            edits.append(Edit(offset, offset, bench.style.indent))
        offset = line_end + 1
    return edits
