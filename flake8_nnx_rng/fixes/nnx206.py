"""Write what the target release has in place of what it deprecates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.counts import covers_all, is_shape
from flake8_nnx_rng.fixes.fix import Fix, advice, safe, unsafe
from flake8_nnx_rng.fixes.keywords import give_by_position, replace_node
from flake8_nnx_rng.fixes.renaming import drop_in, renamed, replacement_advice, taken_name
from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.syntax.nodes import ancestor, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.syntax.tree import Node

_SHARED = "split shares the streams that the mapping leaves out, fork gave each a new key"
_UNKNOWN = "a size that is None or a mapping, which nothing here rules out, splits in another way"


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """`rngs.fork(split=n)` becomes `rngs.split(n)`, `nnx.VariableState` `nnx.Variable`."""
    if finding.node.kind == "keyword_argument":
        return _fork(bench, finding.node)
    name = taken_name(bench, finding.node)
    new = drop_in(bench, name)
    return replacement_advice(bench, name) if new is None else renamed(bench, finding.node, new)


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
    reason = _SHARED if value.kind == "dictionary" else _UNKNOWN
    return unsafe("Use split", reason, *edits)
