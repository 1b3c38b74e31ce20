"""Say in the words of the target release what an older one was told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.bridge import bridged
from flake8_nnx_rng.fixes.counts import is_shape
from flake8_nnx_rng.fixes.fix import Edit, Fix, advice, safe
from flake8_nnx_rng.fixes.found_at import by_node, uses_at
from flake8_nnx_rng.fixes.keywords import append, give_by_keyword, replace_node
from flake8_nnx_rng.fixes.migration.migrations import Migrations
from flake8_nnx_rng.semantics.legacy.merged_states import COPY, merged_states
from flake8_nnx_rng.semantics.legacy.static_attributes import static_attributes
from flake8_nnx_rng.semantics.passages import carry
from flake8_nnx_rng.semantics.program.names import exported_name
from flake8_nnx_rng.semantics.releases import positions
from flake8_nnx_rng.syntax.concrete import outermost_parenthesis
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, elements, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.semantics.legacy.merged_states import MergedStates
    from flake8_nnx_rng.semantics.legacy.static_attributes import StaticAttribute
    from flake8_nnx_rng.syntax.tree import Node


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """Put the carry where the target wants it, give arguments by keyword, take `nnx.bridge`."""
    node = finding.node
    migrations = bench.tool(Migrations)
    if migrations.needs(node):
        return migrations.fix_at(node)
    if node.kind == "attribute":
        return _compat(bench, field_of(node, "object"))
    merged = bench.tool(_merged).get(node)
    if merged is not None:
        return _copied(bench, merged[0])
    static = bench.tool(_static).get(node)
    if static is not None:
        return _data(bench, static[0])
    if node.kind != "keyword_argument":
        return _by_keyword(bench, node)
    if field_of(node, "name").text == "out_axes":
        return _out_axes(bench, node)
    return advice(
        "Write nnx.Carry where the carry stands, and the axis that the state of modules and Rngs "
        "is mapped over where they stand"
    )


def _out_axes(bench: Bench, argument: Node) -> Fix | None:
    value = field_of(argument, "value")
    if carry.belongs_in("out_axes", bench.analysis.release):
        return _with_carry(bench, argument, value)
    listed = elements(value) or []
    if len(listed) == 2 and bench.names.symbol(listed[0]) == "flax.nnx.Carry":
        axis = bench.text(listed[1].start, listed[1].end)
        return safe("Leave the carry out of out_axes", replace_node(value, axis))
    return advice("Name only what is stacked in out_axes")


def _with_carry(bench: Bench, argument: Node, value: Node) -> Fix | None:
    call = ancestor(argument, "call")
    uses = () if call is None else uses_at(bench, call)
    use = next((use for use in uses if use.call == call), None)
    spelling = None if use is None else bench.spell("Carry", use.reference)
    if spelling is None:
        return advice("Import nnx.Carry and write out_axes=(nnx.Carry, axis)")
    axis = bench.text(value.start, value.end)
    mended = safe("Name the carry in out_axes", replace_node(value, f"({spelling.text}, {axis})"))
    return replace(mended, exports=(spelling.needed,)) if spelling.needed else mended


def _compat(bench: Bench, compat: Node) -> Fix | None:
    """`nnx.compat.functional` becomes `nnx.bridge.functional`."""
    if bench.analysis.api("bridge") is None:
        return advice("Use the transform of flax.nnx itself")
    if compat.kind == "attribute":
        return bridged(bench, compat)
    binding = bench.names.binding(compat)
    for imported in bench.analysis.mentions.imports:
        is_here = binding is not None and ancestor(imported.node, binding.node.kind) == binding.node
        if is_here and exported_name(imported.path) == "compat":
            return bridged(bench, imported.node)
    return advice("Use nnx.bridge")


def _by_keyword(bench: Bench, call: Node) -> Fix | None:
    """Name the arguments as the last release did that took them by position."""
    name, given = bench.names.nnx(field_of(call, "function")) or "", arguments(call)
    api, fitting = bench.analysis.api(name), positions.fitting(name, given)
    if api is None or not fitting:
        return None
    now, before = positions.by_position(api), positions.by_position(fitting[-1].api)
    values = [n for n in field_of(call, "arguments").parts if n.kind != "keyword_argument"]
    edits: list[Edit] = []
    for index, (keyword, value) in enumerate(zip(before, values, strict=False)):
        if now[index : index + 1] == [keyword] and not edits:
            continue
        if not api.takes_keyword(keyword) or (keyword == "argnums" and not is_shape(bench, value)):
            return advice(f"Give nnx.{name} all but {', '.join(now)} by keyword")
        edits.append(give_by_keyword(value, keyword))
    return safe("Give the arguments by keyword", *edits) if edits else None


def _merged(bench: Bench) -> dict[Node, list[MergedStates]]:
    return by_node((merged.call, merged) for merged in merged_states(bench.analysis))


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
    clone = bench.spell("clone", field_of(reference, "function"))
    if cloned and (clone is None or any(node.kind == "list_splat" for node in cloned)):
        return advice("Take copies by nnx.clone")
    if clone is None:
        return safe("Merge a copy of the states", *edits)
    edits += [
        replace_node(node, f"{clone.text}({bench.text(node.start, node.end)})") for node in cloned
    ]
    mended = safe("Merge a copy of the states", *edits)
    return replace(mended, exports=(clone.needed,)) if cloned and clone.needed else mended


def _static(bench: Bench) -> dict[Node, list[StaticAttribute]]:
    return by_node((static.value, static) for static in static_attributes(bench.analysis))


def _data(bench: Bench, static: StaticAttribute) -> Fix:
    """`self.layers = [...]` becomes `self.layers = nnx.data([...])`, `None` `nnx.data(None)`."""
    spelling = bench.spell("data", static.base)
    if spelling is None:
        return advice("Import nnx.data and wrap the value in it")
    value = outermost_parenthesis(static.value)
    written = bench.text(value.start, value.end)
    text = written if value != static.value else f"({written})"
    mended = safe(f"Say that {static.name} is data", replace_node(value, f"{spelling.text}{text}"))
    return replace(mended, exports=(spelling.needed,)) if spelling.needed else mended
