"""Edits of single arguments: `name=value` under another name, or by position."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit
from flake8_nnx_rng.syntax.nodes import end, field_of, start

if TYPE_CHECKING:
    from ast_grep_py import SgNode

    from flake8_nnx_rng.fixes.bench import Bench


def replace_node(node: SgNode, text: str) -> Edit:
    """Write something else in place of a node."""
    return Edit(start(node), end(node), text)


def rename_keyword(argument: SgNode, keyword: str) -> Edit:
    """`n=3` becomes `keyword=3`."""
    return replace_node(field_of(argument, "name"), keyword)


def give_by_keyword(argument: SgNode, keyword: str) -> Edit:
    """`3` becomes `keyword=3`."""
    return Edit(start(argument), start(argument), f"{keyword}=")


def give_by_position(bench: Bench, argument: SgNode) -> Edit:
    """`keyword=3` becomes `3`; a comment between them stays."""
    first, last = end(field_of(argument, "name")), start(field_of(argument, "value"))
    between = bench.text(first, last).replace("=", "", 1)
    return Edit(start(argument), last, between.lstrip() if "#" in between else "")
