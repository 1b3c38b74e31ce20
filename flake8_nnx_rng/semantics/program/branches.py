"""Branches: the functions that control flow runs, which are not its first argument."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.nodes import elements

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.syntax.tree import Node

_PLACES = {
    "cond": ((1, "true_fun"), (2, "false_fun")),
    "switch": ((1, "branches"),),
    "while_loop": ((0, "cond_fun"), (1, "body_fun")),
    "fori_loop": ((2, "body_fun"),),
}


def branches(use: TransformUse) -> list[Node]:
    """The functions handed to `cond`, `switch`, `while_loop` or `fori_loop`; else none."""
    given = use.options
    found: list[Node] = []
    for place, keyword in _PLACES.get(use.name.rpartition(".")[2], ()):
        value = given.keywords.get(keyword)
        if value is None and not given.unpacks_positional and place < len(given.positional):
            value = given.positional[place]
        if value is not None:
            listed = elements(value)
            found += [value] if listed is None else listed
    return found
