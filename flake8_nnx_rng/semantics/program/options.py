"""Options: what a dict that is written passes by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.nodes import arguments, field_of, text_of

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node


def splats(call: Node) -> list[Node]:
    """What a call unpacks by `**`."""
    if not arguments(call).unpacks_keywords:
        return []
    listed = field_of(call, "arguments").parts
    return [node.parts[0] for node in listed if node.kind == "dictionary_splat"]


def is_dict(written: Node) -> bool:
    """Whether an expression is `{...}` or `dict(...)`."""
    if written.kind == "call":
        return field_of(written, "function").text == "dict"
    return written.kind == "dictionary"


def options_in(written: Node) -> dict[str, Node] | None:
    """The values of a dict by their names, None if not all of these are written."""
    if written.kind == "call":
        passed = arguments(written)
        return None if passed.positional or passed.unpacks else dict(passed.keywords)
    if any(pair.kind != "pair" for pair in written.parts):
        return None
    named = {text_of(field_of(pair, "key")): field_of(pair, "value") for pair in written.parts}
    return None if None in named else {key: node for key, node in named.items() if key is not None}
