"""Write what the target release has for the objects of old code: states, attributes, optimizers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit, Fix, advice, safe
from flake8_nnx_rng.fixes.found_at import by_node
from flake8_nnx_rng.fixes.keywords import append, give_by_keyword, give_by_position, replace_node
from flake8_nnx_rng.semantics.legacy.flat_states import dicts_of_states
from flake8_nnx_rng.semantics.legacy.kept_states import kept_states
from flake8_nnx_rng.semantics.legacy.merged_states import COPY
from flake8_nnx_rng.semantics.legacy.optimizers import (
    GRADIENTS,
    HOLDING,
    MODEL,
    OPTIMIZER,
    is_given_model,
    named_gradients,
)
from flake8_nnx_rng.semantics.legacy.reseeded import POLICY, key_of, reseeded
from flake8_nnx_rng.semantics.summaries.static_attributes import static_attributes
from flake8_nnx_rng.syntax.concrete import outermost_parenthesis
from flake8_nnx_rng.syntax.nodes import arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.semantics.legacy.kept_states import KeptState
    from flake8_nnx_rng.semantics.legacy.merged_states import MergedStates
    from flake8_nnx_rng.semantics.summaries.static_attributes import StaticAttribute
    from flake8_nnx_rng.syntax.tree import Node


def renewed(bench: Bench, node: Node) -> Fix | None:
    """The fix of a finding about such an object; None for any other."""
    if bench.names.nnx(node) == OPTIMIZER:
        return _holding(bench, node)
    if node in bench.tool(_named_gradients):
        return _by_position(bench, node)
    if node in bench.tool(_dicts_of_states):
        written = bench.text(node.start, node.end)
        return safe("Make a dict of it", replace_node(node, f"dict({written})"))
    merged = bench.tool(_merged).get(node)
    if merged is not None:
        return _copied(bench, merged[0])
    kept = bench.tool(_kept).get(node)
    if kept is not None:
        return _with_clones(bench, "Take the state of a clone", node, [kept[0].module])
    if node in bench.tool(_reseeded):
        return _with_key(bench, node)
    static = bench.tool(_static).get(node)
    return None if static is None else _data(bench, static[0])


def _named_gradients(bench: Bench) -> set[Node]:
    return {*named_gradients(bench.analysis)}


def _dicts_of_states(bench: Bench) -> set[Node]:
    return {*dicts_of_states(bench.analysis)}


def _by_position(bench: Bench, call: Node) -> Fix:
    """`optimizer.update(grads=g)` becomes `optimizer.update(g)`."""
    parts = field_of(call, "arguments").parts
    named = [part for part in parts if part.kind == "keyword_argument"]
    first = [field_of(part, "name").text for part in named[:2]]
    count = 2 if first == [MODEL, GRADIENTS] else int(first[:1] == [GRADIENTS])
    if not count or not is_given_model(bench.analysis, call):
        return advice("Give the model and the gradients by position, in that order")
    edits = [give_by_position(bench, part) for part in named[:count]]
    return safe("Give the gradients by position", *edits)


def _merged(bench: Bench) -> dict[Node, list[MergedStates]]:
    return by_node((merged.call, merged) for merged in bench.analysis.merged_states)


def _copied(bench: Bench, merged: MergedStates) -> Fix:
    """Ask `nnx.merge` for variables of its own; states of `graphdef.apply` are cloned before.

    So is what was split, where it is used between the split and the merge.
    """
    api = bench.analysis.api("merge")
    if api is None or api.keyword(COPY) is None:
        return advice("Pass the states as arguments: no merge of this release makes a copy")
    cloned, edits = list(merged.used), list[Edit]()
    if merged.split is not None:
        cloned += merged.states
    elif merged.states:
        edits.append(append(field_of(merged.call, "arguments"), f"{COPY}=True"))
    reference = merged.call if merged.split is None else merged.split
    return _with_clones(bench, "Merge a copy of the states", reference, cloned, edits)


def _with_clones(
    bench: Bench, message: str, call: Node, cloned: list[Node], edits: Sequence[Edit] = ()
) -> Fix:
    """Take clones of what is given to `nnx.merge` or `nnx.split`, besides other edits."""
    clone = bench.spell("clone", field_of(call, "function"))
    if cloned and (clone is None or any(node.kind == "list_splat" for node in cloned)):
        return advice("Take copies by nnx.clone")
    if clone is None:
        return safe(message, *edits)
    wrapped = [
        replace_node(node, f"{clone.text}({bench.text(node.start, node.end)})") for node in cloned
    ]
    mended = safe(message, *edits, *wrapped)
    return replace(mended, exports=(clone.needed,)) if cloned and clone.needed else mended


def _kept(bench: Bench) -> dict[Node, list[KeptState]]:
    return by_node((kept.call, kept) for kept in kept_states(bench.analysis))


def _reseeded(bench: Bench) -> set[Node]:
    return {*reseeded(bench.analysis)}


def _with_key(bench: Bench, call: Node) -> Fix:
    """`nnx.reseed(rngs, noise=0)` gets `policy=lambda *_: jax.random.key(0)`."""
    key = key_of(bench.analysis, call)
    jax = bench.name_of("jax", call.start)
    if key is None or (jax is None and key.kind == "integer"):
        return advice(f"Give {POLICY}=, a function that returns the key of each stream")
    text = bench.text(key.start, key.end)
    written = f"{jax}.random.key({text})" if key.kind == "integer" else text
    edit = append(field_of(call, "arguments"), f"{POLICY}=lambda *_: {written}")
    return safe("Set the key itself", edit)


def _static(bench: Bench) -> dict[Node, list[StaticAttribute]]:
    return by_node((static.value, static) for static in static_attributes(bench.analysis))


def _data(bench: Bench, static: StaticAttribute) -> Fix:
    """`self.layers = [...]` becomes `self.layers = nnx.data([...])`, `None` `nnx.data(None)`."""
    if static.is_default:
        return advice("Give the field nnx.data() as its default, or the annotation nnx.Data")
    if static.holder == "Sequential":
        return advice("Unpack it: nnx.Sequential takes each layer as an argument")
    spelling = bench.spell("data", static.base)
    if spelling is None:
        return advice("Import nnx.data and wrap the value in it")
    value = outermost_parenthesis(static.value)
    written = bench.text(value.start, value.end)
    text = written if value != static.value else f"({written})"
    mended = safe(f"Say that {static.name} is data", replace_node(value, f"{spelling.text}{text}"))
    return replace(mended, exports=(spelling.needed,)) if spelling.needed else mended


def _holding(bench: Bench, optimizer: Node) -> Fix:
    """`nnx.Optimizer(model, tx)` becomes `nnx.ModelAndOptimizer(model, tx)`."""
    spelling = bench.spell(HOLDING, optimizer)
    if spelling is None:
        return advice(f"Import nnx.{HOLDING}, which holds the model")
    edits = [replace_node(optimizer, spelling.text)]
    call = optimizer.parent
    given = () if call is None or call.kind != "call" else arguments(call).positional[2:3]
    edits += [give_by_keyword(filtered, "wrt") for filtered in given]
    mended = safe(f"Use nnx.{HOLDING}, which holds the model", *edits)
    return replace(mended, exports=(spelling.needed,)) if spelling.needed else mended
