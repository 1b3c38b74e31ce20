"""Another name for an export of `flax.nnx`, where nothing but the name has changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit, Fix, advice, safe
from flake8_nnx_rng.fixes.keywords import replace_node
from flake8_nnx_rng.fixes.last_uses import LastUses, is_use
from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.names import exported_name
from flake8_nnx_rng.syntax.nodes import ancestor, field_of, is_field

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.syntax.tree import Node

_EXPORT = re.compile(r"`nnx\.(\w+)`")


def taken_name(bench: Bench, node: Node) -> str:
    """The name of `flax.nnx` that an attribute, or a name in an import statement, takes."""
    if node.kind == "attribute":
        return bench.names.exported(node) or field_of(node, "attribute").text
    return _imported(node).text


def drop_in(bench: Bench, name: str) -> str | None:
    """The export that takes the place of another in the target release."""
    note = releases.note("export", name, bench.analysis.release)
    found = _EXPORT.fullmatch(note.replacement) if note is not None and note.drop_in else None
    return None if found is None else found[1]


def replacement_advice(bench: Bench, name: str) -> Fix:
    """What to write by hand."""
    note = releases.note("export", name, bench.analysis.release)
    if note is None or not note.replacement:
        return advice(f"Nothing takes the place of nnx.{name}")
    return advice(f"Use {note.replacement} instead, which is not called the same way")


def renamed(bench: Bench, node: Node, new: str) -> Fix:
    """Take `new` where a name is taken now; what is imported is renamed with all its uses."""
    message = f"Use nnx.{new}"
    if node.kind == "attribute":
        return safe(message, replace_node(field_of(node, "attribute"), new))
    statement = ancestor(node, "import_from_statement")
    if node.kind == "aliased_import" or statement is None:
        return safe(message, replace_node(_imported(node), new))
    old = node.text
    uses = [use for use in bench.module.mentions_by_name(old) if is_use(use)]
    edits = [replace_node(use, new) for use in uses]
    if _is_all(bench, statement, uses, edits) and not _means_other(bench, new):
        return Fix(message, edits=tuple(edits), exports=((statement.start, new),))
    return safe(message, replace_node(node, f"{new} as {old}"))


def _imported(node: Node) -> Node:
    return field_of(node, "name") if node.kind == "aliased_import" else node


def _is_all(bench: Bench, statement: Node, uses: list[Node], edits: list[Edit]) -> bool:
    """Whether the uses are of this import and of nothing else, and nobody else may use it."""
    own = all(
        [binding.node for binding in bench.module.reaching(use)] == [statement] for use in uses
    )
    if not uses or not own:
        return False
    return LastUses(bench.module, edits).ends(statement, uses[0].text)


def _means_other(bench: Bench, name: str) -> bool:
    """Whether the module has this name for anything else than the export."""
    return any(not _is_export(bench, mention) for mention in bench.module.mentions_by_name(name))


def _is_export(bench: Bench, mention: Node) -> bool:
    parent = mention.parent
    part = {"attribute": "attribute", "keyword_argument": "name"}.get(parent.kind if parent else "")
    if parent is not None and part is not None and is_field(parent, part, mention):
        return True
    statement = ancestor(mention, "import_from_statement")
    if statement is not None:
        path = f"{field_of(statement, 'module_name').text}.{mention.text}"
        return exported_name(path) is not None
    return {exported_name(path) for path in bench.module.paths(mention)} == {mention.text}
