"""Likeness: what several ways to a value have in common, where not all of it has to be the same."""

from __future__ import annotations

from dataclasses import replace

from flake8_nnx_rng.semantics.values.values import PLAIN, UNKNOWN, Kept, Kind, Value
from flake8_nnx_rng.syntax.nodes import field_of


def alike(found: list[Value]) -> Value:
    """What all ways say; a module may be of several classes, and keeps what any of them does."""
    kinds = {value.kind for value in found}
    if len(kinds) != 1 or kinds == {Kind.UNKNOWN}:
        return UNKNOWN
    first = found[0]
    if kinds == {Kind.TREE}:
        return _alike_trees(found)
    kept = Kept.NOTHING
    for value in found:
        kept |= value.kept
    classes = {(value.owner, value.export) for value in found}
    if len(classes) == 1:
        return replace(first, keeps=kept)
    return replace(first, keeps=kept, owner=None, export="Module")


def _alike_trees(found: list[Value]) -> Value:
    if len({(len(value.children), _shape(value)) for value in found}) != 1:
        return PLAIN if all(value.is_plain for value in found) else UNKNOWN
    rows = zip(*(value.children for value in found), strict=True)
    return replace(found[0], children=tuple(alike(list(row)) for row in rows))


def _shape(tree: Value) -> tuple[bool, tuple[str, ...]]:
    """Whether a tree is a list, and its keys as they are written."""
    return is_list(tree), keys_of(tree)


def is_whole(value: Value) -> bool:
    """Whether all of a value is known."""
    if value.kind is Kind.TREE:
        return all(map(is_whole, value.children))
    return value.kind is not Kind.UNKNOWN


def is_list(tree: Value) -> bool:
    """Whether a tree was written as a list."""
    return tree.written is not None and tree.written.kind == "list"


def keys_of(tree: Value) -> tuple[str, ...]:
    """The keys of a dict as they are written."""
    if tree.written is None or tree.written.kind != "dictionary":
        return ()
    return tuple(field_of(pair, "key").text for pair in tree.written.parts)
