"""Bind the result, where the name is one that can be bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit, Fix, advice, unsafe
from flake8_nnx_rng.rules.nnx115 import dropped, needs_graph_mode
from flake8_nnx_rng.semantics.passages.in_place_uses import InPlaceUses
from flake8_nnx_rng.semantics.program.in_place_statements import statement_of
from flake8_nnx_rng.syntax.nodes import ancestor, arguments

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.syntax.tree import Node

_LOOPS = ("for_statement", "while_statement", "function_definition")


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """`rngs.split(3)` becomes `rngs = rngs.split(3)`."""
    call = finding.node
    state = bench.tool(_dropped).get(call)
    statement = statement_of(call)
    if state is None or statement is None:
        return None
    if needs_graph_mode(bench.analysis, call):
        return advice("Give graph=False or graph_updates=False, and bind the result")
    if not _can_be_bound(bench, state):
        return advice("Bind the result to a name, and use that one")
    loop = ancestor(statement, *_LOOPS)
    if loop is not None and loop.kind != "function_definition":
        return advice("Bind the result to a name of its own in the loop, and use that one")
    if _is_needed_scalar(bench, statement, state, call):
        return advice("Bind the result to a name of its own: what follows needs the scalar one")
    name = bench.text(state.start, state.end)
    return unsafe(
        f"Bind the result to {name}",
        "what follows then gets the new streams, and draws other numbers",
        Edit(statement.start, statement.start, f"{name} = "),
    )


def _dropped(bench: Bench) -> dict[Node, Node]:
    """The states that calls leave as they are."""
    return dict(reversed([*dropped(bench.analysis)]))


def _can_be_bound(bench: Bench, state: Node) -> bool:
    """Whether an assignment to it here changes the name that is meant."""
    if state.kind == "attribute":
        return True
    if state.kind != "identifier":
        return False
    return state.text in bench.module.scope_at(state.start).bindings


def _is_needed_scalar(bench: Bench, statement: Node, state: Node, call: Node) -> bool:
    """Whether something behind draws one key from it, which split state does not give."""
    if not (arguments(call).positional or arguments(call).keywords):
        return False
    block = ancestor(statement, "function_definition", "module")
    last = statement.end if block is None else block.end
    return InPlaceUses(bench.analysis, state).scalar_use(statement.end, last) is not None
