"""States that `nnx.merge` once copied and that the module it makes shares today.

The variables of the module are those of the states since 0.11.0, and those of what was split. What
a transform runs may not change captured ones: a draw there raises. Elsewhere a draw from the one
moves the streams of the other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.passages.captures import TRACING
from flake8_nnx_rng.semantics.program.merging import listed, split_of, unstarred
from flake8_nnx_rng.semantics.program.transformed import kind_of
from flake8_nnx_rng.semantics.releases.eras import shares_merged
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import (
    PATTERNS,
    ancestor,
    arguments,
    field_of,
    is_assigned,
    is_field,
)
from flake8_nnx_rng.syntax.nodes import start as by_start
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.syntax.tree import Node

_LOOPS = (
    *("for_statement", "while_statement", "list_comprehension", "generator_expression"),
    *("set_comprehension", "dictionary_comprehension"),
)
COPY = "copy"
"""The keyword of `nnx.merge` that asks for variables of its own."""


class MergedStates(NamedTuple):
    """A call that merges, and the states in it whose variables others have as well.

    `use` is the transform that runs it, if they are from outside of the function that this runs.
    `split` is the `nnx.split` whose graph definition is applied; None for `nnx.merge` itself.
    `used` are the variables that were split and are used before the merge.
    """

    call: Node
    states: tuple[Node, ...]
    use: TransformUse | None = None
    split: Node | None = None
    used: tuple[Node, ...] = ()


def merged_states(analysis: Analysis) -> Iterator[MergedStates]:
    """Merges in old code of states that are captured or used again, if the target shares them."""
    if not shares_merged(analysis.release):
        return
    found = [*_merges(analysis), *_applications(analysis)]
    if not found or not analysis.is_legacy:  # most modules merge nothing, whatever their age
        return
    functions = dict(analysis.transformed.functions)
    for call, states, split in found:
        function = ancestor(call, *FUNCTIONS)
        while function is not None and function not in functions:
            function = ancestor(function, *FUNCTIONS)
        uses = [u for u in functions.get(function, ()) if kind_of(u) in TRACING] if function else []
        captured = [
            s for s in states if function is not None and _is_captured(analysis, s, function)
        ]
        if uses and captured:
            yield MergedStates(call, tuple(captured), uses[0], split)
            continue
        shared = tuple(s for s in states if _is_shared(analysis, s, call))
        used = dict.fromkeys(node for state in states for node in _used(analysis, state, call))
        if shared or used:
            yield MergedStates(call, shared, split=split, used=tuple(used))


def _merges(analysis: Analysis) -> Iterator[tuple[Node, list[Node], None]]:
    """`nnx.merge(graphdef, state, ...)`."""
    for name, expression in analysis.mentions.references:
        call = expression.parent
        if name != "merge" or call is None or call.kind != "call":
            continue
        given = arguments(call)
        is_called = is_field(call, "function", expression) and not given.unpacks_keywords
        if is_called and COPY not in given.keywords:
            yield call, listed(call)[1:], None


def _applications(analysis: Analysis) -> Iterator[tuple[Node, list[Node], Node]]:
    """`graphdef.apply(state, ...)`."""
    for mention in analysis.module.mentions_by_name("apply"):
        member = mention.parent
        call = None if member is None or member.kind != "attribute" else member.parent
        if member is None or call is None or call.kind != "call":
            continue
        split = split_of(field_of(member, "object"), analysis.names)
        if split is not None and is_field(call, "function", member):
            yield call, listed(call), split


def _is_split(analysis: Analysis, call: Node) -> bool:
    return analysis.names.nnx(field_of(call, "function")) == "split"


def _is_captured(analysis: Analysis, state: Node, function: Node) -> bool:
    """Whether a state is a variable from outside of the function, or part of one."""
    root = unstarred(state)
    while root.kind in ("attribute", "subscript"):
        root = field_of(root, "object" if root.kind == "attribute" else "value")
    bindings = analysis.module.reaching(root) if root.kind == "identifier" else []
    outside = [not function.start <= b.node.start < function.end for b in bindings]
    return bool(outside) and all(outside)


def _is_shared(analysis: Analysis, state: Node, call: Node) -> bool:
    """Whether a state from an `nnx.split` in the same function is used again, or what was split."""
    split = _split_here(analysis, state, call)
    if split is None:
        return False
    loop = ancestor(call, *_LOOPS)
    again = loop is not None and not loop.start <= split.start < loop.end
    names = (state, *_names_in(split))
    return again or any(_is_used(analysis, name, call.end) for name in names)


def _used(analysis: Analysis, state: Node, call: Node) -> Iterator[Node]:
    """The variables that are used between the `nnx.split` that took them apart and the merge."""
    split = _split_here(analysis, state, call)
    if split is not None:
        names = _names_in(split)
        yield from (n for n in names if _is_used(analysis, n, split.end, call.start))


def _split_here(analysis: Analysis, state: Node, call: Node) -> Node | None:
    """The `nnx.split` that a state certainly comes from, in the function of the merge."""
    binding = analysis.names.binding(state)
    split = None if binding is None else binding.value
    if binding is None or split is None or binding.kind is not BindingKind.UNPACKED:
        return None
    is_split = split.kind == "call" and _is_split(analysis, split)
    is_here = ancestor(split, *FUNCTIONS) == ancestor(call, *FUNCTIONS)
    return split if is_split and is_here else None


def _names_in(split: Node) -> Iterator[Node]:
    """The variables that a call of `nnx.split` takes apart."""
    for node in arguments(split).positional[:1]:
        listed = node.parts if node.kind == "tuple" else (node,)
        yield from (part for part in listed if part.kind == "identifier")


def _is_used(analysis: Analysis, name: Node, start: int, end: float = inf) -> bool:
    """Whether the same value of a variable is used in a part of the function around."""
    module, function = analysis.module, ancestor(name, *FUNCTIONS)
    mentions, here = module.mentions_by_name(name.text), module.reaching(name)
    last = end if function is None else min(end, function.end)
    for index in range(bisect_left(mentions, start, key=by_start), len(mentions)):
        mention = mentions[index]
        if mention.start >= last:
            return False
        if _is_read(mention) and module.reaching(mention) == here:
            return True
    return False


def _is_read(mention: Node) -> bool:
    """Whether a name is taken for its value, and not bound or the name of something else."""
    is_part = mention.parent is not None and mention.parent.kind in PATTERNS
    return reference(mention) == mention and not is_assigned(mention) and not is_part
