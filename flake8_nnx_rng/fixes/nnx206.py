"""Write what the target release has in place of what it deprecates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.argument_list import ArgumentList
from flake8_nnx_rng.fixes.counts import covers_all, is_shape
from flake8_nnx_rng.fixes.fix import Fix, advice, safe, unsafe
from flake8_nnx_rng.fixes.keywords import give_by_position, replace_node
from flake8_nnx_rng.fixes.renaming import drop_in, renamed, replacement_advice, taken_name
from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, call_of, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.syntax.tree import Node

_STATE = "VariableState"
_REPEATED = (
    "Leave it, or name all streams with a size: those that the mapping leaves out get new keys "
    "from fork, and from split the keys that the Rngs itself will draw"
)
_UNKNOWN = "a size that is None or a mapping, which nothing here rules out, splits in another way"


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """`rngs.fork(split=n)` becomes `rngs.split(n)`, `nnx.VariableState` `nnx.Variable`."""
    if finding.node.kind == "keyword_argument":
        return _fork(bench, finding.node)
    name = taken_name(bench, finding.node)
    typed = list(_typed_calls(bench, finding.node)) if name == _STATE else []
    if typed:
        return _variable(bench, typed[0], finding.node)
    new = drop_in(bench, name)
    return replacement_advice(bench, name) if new is None else renamed(bench, finding.node, new)


def _typed_calls(bench: Bench, taken: Node) -> Iterator[Node]:
    """The calls of `nnx.VariableState` that say the type of variable, as up to 0.10.7."""
    is_member = taken.kind == "attribute"
    for node in [taken] if is_member else bench.module.mentions_by_name(taken.text):
        call = call_of(node)
        if call is not None:
            given = arguments(call)
            if "type" in given.keywords or len(given.positional) > 1:
                yield call


def _variable(bench: Bench, call: Node, taken: Node) -> Fix:
    """`nnx.VariableState(nnx.Param, 1)` becomes `nnx.Param(1)`, which it is the state of."""
    given = arguments(call)
    if taken.kind != "attribute" or given.unpacks_positional:
        return advice("Make a variable of the type that is given: nnx.Param(value)")
    listed = ArgumentList(bench, call)
    kind = given.keywords.get("type")
    if kind is None:
        kind = given.positional[0]
        listed.drop_first()
    else:
        listed.drop("type")
    if kind.kind not in ("identifier", "attribute"):
        return advice("Make a variable of the type that is given: nnx.Param(value)")
    column = bench.column(call.start)
    text = bench.text(kind.start, kind.end)
    written = listed.write(text, indent=bench.indent_of(call), column=column)
    return safe(f"Use {text}", replace_node(call, written))


def _fork(bench: Bench, argument: Node) -> Fix:
    call = ancestor(argument, "call")
    if call is None or releases.method("Rngs", "split", bench.analysis.release) is None:
        return advice("Split without the deprecated argument: the target release has no other way")
    listed, value = field_of(call, "arguments"), field_of(argument, "value")
    if len(listed.parts) > 1:
        return advice("Use rngs.split(n), which takes the size alone")
    if value.kind == "none":
        return safe("Fork without split=None", replace_node(argument, ""))
    function = field_of(field_of(call, "function"), "attribute")
    edits = replace_node(function, "split"), give_by_position(bench, argument)
    if is_shape(bench, value) or covers_all(bench, value):
        return safe("Use split", *edits)
    if value.kind == "dictionary":
        return advice(_REPEATED)
    return unsafe("Use split", _UNKNOWN, *edits)
