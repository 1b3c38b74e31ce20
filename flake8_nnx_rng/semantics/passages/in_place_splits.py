"""Splits in place that nothing undoes, with a use behind them that needs scalar state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.passages.in_place_uses import InPlaceUses
from flake8_nnx_rng.semantics.program.in_place_statements import is_tried, statement_of
from flake8_nnx_rng.semantics.program.uses import Form
from flake8_nnx_rng.semantics.values.in_view import is_rngs
from flake8_nnx_rng.syntax.nodes import ancestor, field_of, is_field

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.syntax.tree import Node

IN_PLACE = frozenset({"split_rngs", "fork_rngs"})
_GLOBAL_MODES = ("set_graph_mode", "set_graph_updates")
_LOOPS = ("for_statement", "while_statement")
_LEAVING = ("break_statement", "return_statement", "raise_statement")


class Unrestored(NamedTuple):
    """A split in place and the first call behind it that needs the state scalar.

    `statement` is the whole statement, None for a `with`; `again` says that the call is the split
    itself, in the next round of a loop.
    """

    split: Node
    state: Node
    use: Node
    statement: Node | None = None
    again: bool = False


def unrestored(analysis: Analysis) -> Iterator[Unrestored]:
    """Every split in place whose state is certainly used as scalar while it is split."""
    for use in analysis.uses:
        if use.call is None or use.target is None or not _splits_in_place(analysis, use):
            continue
        found = _statement(analysis, use.call, use.target) or _with(analysis, use.call, use.target)
        if found is not None:
            yield found


def _splits_in_place(analysis: Analysis, use: TransformUse) -> bool:
    """Whether all streams of an Rngs get an axis, in the Rngs itself."""
    if use.name not in IN_PLACE or use.form is not Form.CALL or use.target is None:
        return False
    if use.selects or use.is_on("squeeze") or use.options.unpacks or is_tried(use.node):
        return False
    size = use.option("splits", "split")
    if size is None or size.kind in ("none", "dictionary", "tuple"):
        return False
    flags = (use.option("graph"), use.option("graph_updates"))
    if any(flag is not None and flag.kind != "true" for flag in flags):
        return False
    return _is_rngs(analysis, use.target) and not analysis.module.mentions_of(_GLOBAL_MODES)


def _is_rngs(analysis: Analysis, state: Node) -> bool:
    if state.kind not in ("identifier", "attribute"):
        return False
    return state.text == "rngs" or is_rngs(state, analysis)


def _statement(analysis: Analysis, call: Node, state: Node) -> Unrestored | None:
    statement = statement_of(call) or _kept_unused(analysis, call)
    block = None if statement is None else ancestor(statement, "block", "module")
    if statement is None or block is None:
        return None
    uses = InPlaceUses(analysis, state)
    used = uses.scalar_use(statement.end, block.end)
    if used is not None:
        return Unrestored(call, state, used, statement)
    loop = _loop_around(statement)
    if loop is None or uses.is_changed(loop.start, loop.end) or _binds(analysis, state, loop):
        return None
    return Unrestored(call, state, call, statement, again=True)


def _kept_unused(analysis: Analysis, call: Node) -> Node | None:
    """The statement `backups = nnx.split_rngs(...)`, where nothing takes the backups."""
    top = call
    assignment = top.parent
    if assignment is None or assignment.kind != "assignment":
        return None
    left = field_of(assignment, "left")
    if left.kind != "identifier" or not is_field(assignment, "right", top):
        return None
    around = ancestor(call, "function_definition", "module")
    mentions = [
        mention
        for mention in analysis.module.mentions_by_name(left.text)
        if around is not None and around.start <= mention.start < around.end
    ]
    return assignment.parent if left.text == "_" or len(mentions) == 1 else None


def _loop_around(statement: Node) -> Node | None:
    """The loop whose body runs this statement in each round, and may run it twice."""
    block = statement.parent
    loop = None if block is None else block.parent
    if loop is None or loop.kind not in _LOOPS:
        return None
    leaves = any(next(iter(loop.find_all(kind)), None) for kind in _LEAVING)
    return None if leaves else loop


def _binds(analysis: Analysis, state: Node, loop: Node) -> bool:
    """Whether the loop makes the state anew in each round."""
    if state.kind != "identifier":
        return False
    reaching = analysis.module.reaching(state)
    return any(loop.start <= binding.node.start < loop.end for binding in reaching)


def _with(analysis: Analysis, call: Node, state: Node) -> Unrestored | None:
    item = ancestor(call, "with_item", "block", "module")
    around = None if item is None else ancestor(item, "with_statement")
    if item is None or around is None or item.kind != "with_item":
        return None
    value = field_of(item, "value")
    if value.kind == "as_pattern":
        value = value.parts[0]
    if value != call:
        return None
    body = field_of(around, "body")
    used = InPlaceUses(analysis, state).scalar_use(body.start, body.end)
    return None if used is None else Unrestored(call, state, used)
