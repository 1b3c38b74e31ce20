"""From `nnx.compat`, as long as it was for Linen, to `nnx.bridge`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Fix, advice
from flake8_nnx_rng.fixes.last_uses import is_use
from flake8_nnx_rng.fixes.renaming import renamed
from flake8_nnx_rng.syntax.nodes import field_of, is_field

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.syntax.tree import Node

_SAME = frozenset({"Functional", "Module", "Scope", "compact", "functional"})
"""What only moved; the wrappers of single modules are made in another way since."""


def bridged(bench: Bench, node: Node) -> Fix:
    """Take `nnx.bridge` where an attribute or an import takes `nnx.compat`."""
    if all(_only_moved(use) for use in _uses(bench, node)):
        return renamed(bench, node, "bridge")
    return advice(
        "Use nnx.bridge: LinenWrapper is ToNNX there and NNXWrapper ToLinen, made in another way"
    )


def _uses(bench: Bench, node: Node) -> list[Node]:
    if node.kind == "attribute":
        return [node]
    alias = node.field("alias")
    name = node.text if alias is None else alias.text
    return [use for use in bench.module.mentions_by_name(name) if is_use(use) and use != alias]


def _only_moved(use: Node) -> bool:
    taken = use.parent
    if taken is None or taken.kind != "attribute" or not is_field(taken, "object", use):
        return False
    return field_of(taken, "attribute").text in _SAME
