"""Write what the target release already has in place of what comes later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Fix, advice, safe, unsafe
from flake8_nnx_rng.fixes.found_at import module_at, option_at
from flake8_nnx_rng.fixes.keywords import give_by_keyword, rename_keyword, replace_node
from flake8_nnx_rng.fixes.renaming import drop_in, renamed, taken_name
from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.releases import StatusKind, changes
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.syntax.tree import Node

_SHARED = "fork gives a new key to each stream that the mapping leaves out, split shares them"


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """`rngs.split(n)` becomes `rngs.fork(split=n)`; for other things there is advice."""
    node = finding.node
    if node.kind == "call" and field_of(node, "function").kind == "attribute":
        method = field_of(field_of(node, "function"), "attribute").text
        return _split(bench, node) if method == "split" else _method_advice(bench, method)
    name = taken_name(bench, node) if _takes_export(bench, node) else ""
    new = drop_in(bench, name) if name else None
    return renamed(bench, node, new) if new is not None else _advice(bench, node, name)


def _takes_export(bench: Bench, node: Node) -> bool:
    """Whether a finding is about a name of `flax.nnx`, not about a keyword or a module."""
    newer = changes.exports(bench.analysis.release, StatusKind.NEWER)
    kinds = ("attribute", "dotted_name", "aliased_import")
    return node.kind in kinds and taken_name(bench, node) in newer


def _split(bench: Bench, call: Node) -> Fix:
    """Only since there is `fork`, and for sizes that it takes."""
    given = field_of(call, "arguments").parts
    fork = releases.method("Rngs", "fork", bench.analysis.release)
    if fork is None or fork.keyword("split") is None or len(given) != 1:
        return _method_advice(bench, "split")
    argument = given[0]
    is_named = argument.kind == "keyword_argument"
    value = field_of(argument, "value") if is_named else argument
    if value.kind in ("tuple", "none", "list_splat", "dictionary_splat"):
        return _method_advice(bench, "split")
    as_split = rename_keyword if is_named else give_by_keyword
    function = field_of(field_of(call, "function"), "attribute")
    edits = replace_node(function, "fork"), as_split(argument, "split")
    if value.kind == "dictionary":
        return unsafe("Use fork(split=...)", _SHARED, *edits)
    return safe("Use fork(split=...)", *edits)


def _method_advice(bench: Bench, method: str) -> Fix:
    release = bench.analysis.release
    note = releases.note("method", f"Rngs.{method}", release)
    return _raise_target(releases.method_status("Rngs", method, release), note)


def _advice(bench: Bench, node: Node, name: str) -> Fix | None:
    release = bench.analysis.release
    if name:
        return _raise_target(releases.status(name, release), releases.note("export", name, release))
    option, path = option_at(bench, node), module_at(bench, node)
    if option is not None:
        return _raise_target(
            releases.keyword_status(option.name, option.keyword, release),
            releases.note("keyword", f"{option.name}.{option.keyword}", release),
        )
    return None if path is None else _raise_target(releases.module_status(path, release), None)


def _raise_target(status: releases.Status, note: releases.Note | None) -> Fix:
    other = f"Use {note.replacement}, or" if note is not None and note.replacement else "To use it,"
    return advice(f"{other} require Flax {status.first} or later")
