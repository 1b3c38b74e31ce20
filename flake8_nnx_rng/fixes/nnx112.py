"""Split in a `with` statement, around what comes before the scalar use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit, Fix, advice, safe
from flake8_nnx_rng.semantics.passages.in_place_splits import Unrestored, unrestored
from flake8_nnx_rng.semantics.passages.in_place_uses import InPlaceUses
from flake8_nnx_rng.syntax.concrete import outermost_parenthesis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.syntax.tree import Node

_TRAILING = re.compile(r"[ \t]*(?:#[^\n]*)?\r?(?=\n|\Z)")
_BY_HAND = advice("Put what maps the state into a with statement with the split")


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """`nnx.split_rngs(rngs, splits=3)` becomes a `with` around the statements that follow."""
    found = bench.tool(_unrestored).get(finding.node)
    if found is None or found.statement is None:
        return advice("Move it out of the with, or map it over the split state")
    uses = InPlaceUses(bench.analysis, found.state)
    inside, behind = _parted(found, found.statement)
    if not inside or not uses.is_mentioned(inside[0].start, inside[-1].end):
        return advice("Leave the split out, if nothing maps the state before it is used")
    if behind and not uses.is_scalar(behind[0].start, behind[-1].end):
        return advice("Put each part that maps the state into a with statement with the split")
    if not _has_lines_of_its_own(bench, [found.statement, *inside]):
        return _BY_HAND
    return safe("Split in a with statement", *_wrapped(bench, found, found.statement, inside[-1]))


def _unrestored(bench: Bench) -> dict[Node, Unrestored]:
    """The first at each split and at each use."""
    found: dict[Node, Unrestored] = {}
    for each in unrestored(bench.analysis):
        found.setdefault(each.split, each)
        found.setdefault(each.use, each)
    return found


def _parted(found: Unrestored, statement: Node) -> tuple[list[Node], list[Node]]:
    """The statements behind the split: those before the scalar use, and those from it on."""
    block = statement.parent
    siblings = [] if block is None else block.parts
    later = [sibling for sibling in siblings if sibling.start >= statement.end]
    limit = statement.end if found.again else found.use.end
    cut = len(later) if found.again else sum(sibling.end < limit for sibling in later)
    return later[:cut], later[cut:]


def _has_lines_of_its_own(bench: Bench, statements: Sequence[Node]) -> bool:
    """Whether whole lines can be indented: no `;`, and no string that goes over lines."""
    code = bench.module.source.code
    for statement in statements:
        before = code[bench.line_start(statement.start) : statement.start]
        if before.strip() or _TRAILING.match(code, statement.end) is None:
            return False
    strings = (text for s in statements for text in s.find_all("string"))
    return not any("\n" in text.text for text in strings)


def _wrapped(bench: Bench, found: Unrestored, statement: Node, last: Node) -> list[Edit]:
    top = outermost_parenthesis(found.split)
    edits = [
        Edit(statement.start, top.start, "with "),
        Edit(statement.end, statement.end, ":"),
    ]
    code = bench.module.source.code
    offset = code.find("\n", statement.end) + 1
    while 0 < offset < last.end:
        line_end = code.find("\n", offset)
        line = code[offset:line_end] if line_end >= 0 else code[offset:]
        if line.strip():
            edits.append(Edit(offset, offset, bench.style.indent))
        offset = line_end + 1
    return edits
