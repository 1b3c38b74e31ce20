"""Edits of single arguments: `name=value` under another name, or by position."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit
from flake8_nnx_rng.syntax.concrete import outermost_parenthesis
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.syntax.tree import Node


def replace_node(node: Node, text: str) -> Edit:
    """Write something else in place of a node."""
    return Edit(node.start, node.end, text)


def rename_keyword(argument: Node, keyword: str) -> Edit:
    """`n=3` becomes `keyword=3`."""
    return replace_node(field_of(argument, "name"), keyword)


def give_by_keyword(argument: Node, keyword: str) -> Edit:
    """`3` becomes `keyword=3`."""
    place = outermost_parenthesis(argument).start
    return Edit(place, place, f"{keyword}=")


def give_by_position(bench: Bench, argument: Node) -> Edit:
    """`keyword=3` becomes `3`; a comment between them stays."""
    value = outermost_parenthesis(field_of(argument, "value"))
    first, last = field_of(argument, "name").end, value.start
    between = bench.text(first, last).replace("=", "", 1)
    return Edit(argument.start, last, between.lstrip() if "#" in between else "")


def append(listed: Node, text: str) -> Edit:
    """One more element at the end of a list, before its closing bracket and a trailing comma."""
    elements = listed.parts
    if not elements:
        return Edit(listed.start + 1, listed.start + 1, text)
    last = outermost_parenthesis(elements[-1])
    return Edit(last.end, last.end, f", {text}")
