"""States that were snapshots up to 0.10.7, and share the variables of their module since 0.11.0.

What is written into the module after one is kept changes that, too: to go back to it does nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.legacy.merged_states import COPY
from flake8_nnx_rng.semantics.legacy.optimizers import HOLDING, OPTIMIZER, updated_by, updates
from flake8_nnx_rng.semantics.program.blocks import LOOPS
from flake8_nnx_rng.semantics.program.merging import unstarred
from flake8_nnx_rng.semantics.releases.eras import first_sharing, shares_merged
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import (
    PATTERNS,
    ancestor,
    arguments,
    call_of,
    elements,
    field_of,
    is_field,
    is_in,
)
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.syntax.tree import Node

TAKING = ("state", "split")
_DECIDING = (
    *("if_statement", "elif_clause", "else_clause", "match_statement", "case_clause"),
    *("try_statement", "except_clause", "finally_clause", "conditional_expression"),
    *("boolean_operator", "lambda"),
)
_VALUE = "value"


class KeptState(NamedTuple):
    """A call that takes the state of a module, the name it is kept by, and the write after it."""

    call: Node
    module: Node
    name: Node
    write: Node


class _State(NamedTuple):
    """A name for a state; `is_whole` unless it is of parameters alone."""

    call: Node
    module: Node
    name: Node
    is_whole: bool


def kept_states(analysis: Analysis) -> Iterator[KeptState]:
    """States in old code that are used again after their module has certainly changed."""
    if not shares_merged(analysis.release):
        return
    states = list(_states(analysis))
    if not states or not analysis.is_from_before(first_sharing()):
        return
    told = {merged.call for merged in analysis.merged_states}
    for state in states:
        uses = [use for use in _uses(analysis, state) if use not in told]
        writes = list(_writes(analysis, state)) if uses else []
        found = (w for w in writes if any(_comes_before(w, use, state.call) for use in uses))
        write = next(found, None)
        if write is not None:
            yield KeptState(state.call, state.module, state.name, write)


def _states(analysis: Analysis) -> Iterator[_State]:
    """The names for states of modules that have names."""
    for name, expression in analysis.mentions.references:
        call = call_of(expression) if name in TAKING else None
        given = None if call is None else arguments(call)
        if call is None or given is None or given.unpacks or given.keywords:
            continue
        module, *filters = given.positional or (call,)
        if module.kind not in ("identifier", "attribute"):
            continue
        names = _names_for(call) if name == "state" else _unpacked(call)
        for index, kept in enumerate(names):
            chosen = filters[index : index + 1]
            is_whole = not filters or (len(filters) == 1 and chosen[0].kind == "ellipsis")
            is_params = chosen and analysis.names.nnx(chosen[0]) == "Param"
            if kept.kind == "identifier" and (is_whole or is_params):
                yield _State(call, module, kept, is_whole)


def _names_for(call: Node) -> list[Node]:
    """The name in `name = nnx.state(m)`, also where several are assigned at once."""
    around = call.parent
    if around is None or around.kind == "assignment":
        left = None if around is None or not is_field(around, "right", call) else around
        return [] if left is None else [field_of(left, "left")]
    statement, values = around.parent, elements(around)
    if statement is None or statement.kind != "assignment" or values is None:
        return []
    names = field_of(statement, "left")
    is_even = names.kind in PATTERNS and len(names.parts) == len(values)
    return [names.parts[values.index(call)]] if is_even and call in values else []


def _unpacked(call: Node) -> list[Node]:
    """The names for the states in `graphdef, state, ... = nnx.split(m)`."""
    left = call.parent.field("left") if call.parent is not None else None
    return left.parts[1:] if left is not None and left.kind in PATTERNS else []


def _uses(analysis: Analysis, state: _State) -> Iterator[Node]:
    """Where a state is put into a module, or returned."""
    function = ancestor(state.name, *FUNCTIONS)
    for mention in analysis.module.mentions_by_name(state.name.text):
        if ancestor(mention, *FUNCTIONS) != function or not _is_last(analysis, state, mention):
            continue
        use = _use(analysis, mention)
        if use is not None:
            yield use


def _is_last(analysis: Analysis, state: _State, mention: Node) -> bool:
    """Whether a name may mean the state, and nothing that it was bound to later."""
    if reference(mention) != mention:
        return False
    starts = [binding.node.start for binding in analysis.module.reaching(mention)]
    statement = ancestor(state.call, "assignment")
    return statement is not None and bool(starts) and max(starts) == statement.start


def _use(analysis: Analysis, mention: Node) -> Node | None:
    outer = mention.parent
    while outer is not None and outer.kind in ("tuple", "expression_list", "list_splat"):
        outer = outer.parent
    if outer is not None and outer.kind == "return_statement":
        return outer
    call = ancestor(mention, "call")
    given = None if call is None else arguments(call)
    if call is None or given is None or COPY in given.keywords:
        return None
    is_putting = analysis.names.nnx(field_of(call, "function")) in ("update", "merge")
    return call if is_putting and mention in map(unstarred, given.positional[1:]) else None


def _writes(analysis: Analysis, state: _State) -> Iterator[Node]:
    """Where the module of a state is certainly written, in the same function."""
    for whole in _mentions_of(analysis, state.module):
        call = whole.parent.parent if whole.parent is not None else None
        is_argument = call is not None and call.kind == "call" and call != state.call
        given = arguments(call).positional if call is not None and is_argument else ()
        called = "" if call is None or not is_argument else _called(analysis, call)
        if call is not None and called in (OPTIMIZER, HOLDING) and given[:1] == (whole,):
            yield from _steps(analysis, call)
        elif call is not None and called == "update" and given[:1] == (whole,):
            if state.is_whole and state.name.text not in {unstarred(n).text for n in given[1:]}:
                yield call
        elif state.is_whole and (statement := _assignment(whole)) is not None:
            words = {node.text for node in statement.find_all("identifier")}
            if state.name.text not in words:  # it may write what is there
                yield statement


def _called(analysis: Analysis, call: Node) -> str:
    return analysis.names.nnx(field_of(call, "function")) or ""


def _mentions_of(analysis: Analysis, module: Node) -> Iterator[Node]:
    """The mentions of a module in the function where its state is taken."""
    function, here = ancestor(module, *FUNCTIONS), analysis.module.reaching(module)
    last = module if module.kind == "identifier" else field_of(module, "attribute")
    if any(w.written == module.text for w in analysis.writes if _is_here(w.holder, function)):
        return
    for mention in analysis.module.mentions_by_name(last.text):
        whole = reference(mention)
        if whole is None or whole.text != module.text or not _is_here(whole, function):
            continue
        if module.kind == "attribute" or analysis.module.reaching(whole) == here:
            yield whole


def _is_here(node: Node, function: Node | None) -> bool:
    return ancestor(node, *FUNCTIONS) == function


def _steps(analysis: Analysis, made: Node) -> Iterator[Node]:
    """The updates by an optimizer of parameters that is kept by a name."""
    wrt = arguments(made).keywords.get("wrt")
    if wrt is not None and analysis.names.nnx(wrt) != "Param":
        return
    function = ancestor(made, *FUNCTIONS)
    for call in updates(analysis):
        if analysis.names.value(updated_by(call)) == made and _is_here(call, function):
            yield call


def _assignment(whole: Node) -> Node | None:
    """The statement `model.kernel.value = x` or `model.kernel[...] += x` of a mention."""
    top, outer = whole, whole.parent
    while outer is not None and outer.kind in ("attribute", "subscript") and outer.parts[0] == top:
        top, outer = outer, outer.parent
    is_variable = top.kind == "subscript" or field_of(top, "attribute").text == _VALUE
    is_written = outer is not None and outer.kind in ("assignment", "augmented_assignment")
    if outer is None or not is_written or not is_variable or not is_field(outer, "left", top):
        return None
    return (
        outer if field_of(top, "object" if top.kind == "attribute" else _VALUE) != whole else None
    )


def _comes_before(write: Node, use: Node, taken: Node) -> bool:
    """Whether a write certainly runs between where a state is taken and where it is used."""
    common = next(node for node in write.ancestors() if is_in(use, node))
    between = [node for node in write.ancestors() if is_in(node, common)]
    if any(node.kind in _DECIDING for node in between):
        return False
    is_after = write.start > taken.end or _is_taken_in_turn(taken, write, use)
    return is_after and (use.start > write.end or _runs_again(use, write, taken))


def _runs_again(use: Node, write: Node, taken: Node) -> bool:
    """Whether a loop runs a use and then a write of a state that was taken before it."""
    loops = (node for node in use.ancestors() if node.kind in LOOPS and is_in(write, node))
    return any(not is_in(taken, loop) for loop in loops)


def _is_taken_in_turn(taken: Node, write: Node, use: Node) -> bool:
    """Whether only some rounds of a loop take the state, and each round writes."""
    loop, condition = ancestor(taken, *LOOPS), ancestor(taken, "if_statement")
    if loop is None or condition is None or not is_in(condition, loop):
        return False
    return is_in(write, loop) and not is_in(write, condition) and not is_in(use, loop)
