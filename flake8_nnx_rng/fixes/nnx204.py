"""Say in the words of the target release what an older one was told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.bridge import bridged
from flake8_nnx_rng.fixes.counts import is_shape
from flake8_nnx_rng.fixes.fix import Edit, Fix, advice, safe
from flake8_nnx_rng.fixes.found_at import uses_at
from flake8_nnx_rng.fixes.keywords import give_by_keyword, replace_node
from flake8_nnx_rng.fixes.migration.migrations import Migrations
from flake8_nnx_rng.fixes.renewed import renewed
from flake8_nnx_rng.semantics.passages import carry
from flake8_nnx_rng.semantics.program.names import exported_name
from flake8_nnx_rng.semantics.releases import positions
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, elements, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.syntax.tree import Node


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """Put the carry where the target wants it, give arguments by keyword, take `nnx.bridge`."""
    node = finding.node
    migrations = bench.tool(Migrations)
    if migrations.needs(node):
        return migrations.fix_at(node)
    renewed_object = renewed(bench, node)
    if renewed_object is not None:
        return renewed_object
    if node.kind == "attribute":
        return _compat(bench, field_of(node, "object"))
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
    axis = _without_none(bench, value)
    mended = safe("Name the carry in out_axes", replace_node(value, f"({spelling.text}, {axis})"))
    return replace(mended, exports=(spelling.needed,)) if spelling.needed else mended


def _without_none(bench: Bench, axis: Node) -> str:
    """The axis with 0 for None, under which nothing but None came out, and which is refused now."""
    text, end = "", axis.end
    for none in reversed(axis.find_all("none")):
        text, end = f"0{bench.text(none.end, end)}{text}", none.start
    return bench.text(axis.start, end) + text


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
