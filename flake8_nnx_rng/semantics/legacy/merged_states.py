"""States that `nnx.merge` once copied and that the module it makes shares today.

The variables of the module are those of the states since 0.11.0. What a transform runs may not
change captured ones: a draw there raises.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.passages.captures import TRACING
from flake8_nnx_rng.semantics.program.transformed import kind_of
from flake8_nnx_rng.semantics.releases.eras import shares_merged
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, field_of, is_field
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.syntax.tree import Node

COPY = "copy"
"""The keyword of `nnx.merge` that asks for variables of its own."""


@dataclass(frozen=True)
class MergedStates:
    """A call that merges, the states in it from outside of the function that a transform runs.

    `split` is the `nnx.split` whose graph definition is applied; None for `nnx.merge` itself.
    """

    call: Node
    states: tuple[Node, ...]
    use: TransformUse
    split: Node | None = None


def merged_states(analysis: Analysis) -> Iterator[MergedStates]:
    """Merges of captured states in old code, where the target release shares their variables."""
    if not analysis.is_legacy or not shares_merged(analysis.release):
        return
    functions = dict(analysis.transformed.functions)
    for call, states, split in (*_merges(analysis), *_applications(analysis)):
        function = ancestor(call, *FUNCTIONS)
        while function is not None and function not in functions:
            function = ancestor(function, *FUNCTIONS)
        uses = [u for u in functions.get(function, ()) if kind_of(u) in TRACING] if function else []
        captured = [
            s for s in states if function is not None and _is_captured(analysis, s, function)
        ]
        if uses and captured:
            yield MergedStates(call, tuple(captured), uses[0], split)


def _merges(analysis: Analysis) -> Iterator[tuple[Node, list[Node], None]]:
    """`nnx.merge(graphdef, state, ...)`."""
    for name, expression in analysis.mentions.references:
        call = expression.parent
        if name != "merge" or call is None or call.kind != "call":
            continue
        given = arguments(call)
        is_called = is_field(call, "function", expression) and not given.unpacks_keywords
        if is_called and COPY not in given.keywords:
            yield call, _listed(call)[1:], None


def _applications(analysis: Analysis) -> Iterator[tuple[Node, list[Node], Node]]:
    """`graphdef.apply(state, ...)`."""
    for mention in analysis.module.mentions_by_name("apply"):
        member = mention.parent
        call = None if member is None or member.kind != "attribute" else member.parent
        if member is None or call is None or call.kind != "call":
            continue
        split = _split_of(analysis, field_of(member, "object"))
        if split is not None and is_field(call, "function", member):
            yield call, _listed(call), split


def _split_of(analysis: Analysis, graphdef: Node) -> Node | None:
    """The one call of `nnx.split` that a graph definition certainly comes from."""
    binding = analysis.names.binding(graphdef)
    if binding is None or binding.kind is not BindingKind.UNPACKED or binding.index != 0:
        return None
    value = binding.value
    is_split = value is not None and value.kind == "call" and _is_split(analysis, value)
    return value if is_split else None


def _is_split(analysis: Analysis, call: Node) -> bool:
    return analysis.names.nnx(field_of(call, "function")) == "split"


def _listed(call: Node) -> list[Node]:
    """The arguments by position, `*states` as well."""
    return [n for n in field_of(call, "arguments").parts if n.kind != "keyword_argument"]


def _is_captured(analysis: Analysis, state: Node, function: Node) -> bool:
    """Whether a state is a variable from outside of the function, or part of one."""
    root = state.parts[0] if state.kind == "list_splat" else state
    while root.kind in ("attribute", "subscript"):
        root = field_of(root, "object" if root.kind == "attribute" else "value")
    bindings = analysis.module.reaching(root) if root.kind == "identifier" else []
    outside = [not function.start <= b.node.start < function.end for b in bindings]
    return bool(outside) and all(outside)
