"""Names that are reached through `nnx.nnx`, whose modules have moved up a level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Fix, safe
from flake8_nnx_rng.fixes.keywords import replace_node
from flake8_nnx_rng.fixes.moved_imports import destination
from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.names import NNX
from flake8_nnx_rng.syntax.nodes import field_of, is_field

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.syntax.tree import Node


def moved_attribute(bench: Bench, node: Node) -> Fix | None:
    """`nnx.nnx.nn.linear.Conv` as the release has it; None where it has no such name.

    `node` is `nnx.nnx`. What is asked of an object that is found needs no place of its own.
    """
    release = bench.analysis.release
    found, path, whole = None, f"{NNX}.{field_of(node, 'attribute').text}", node
    while True:
        new = destination(path, release)
        if new not in (None, path) and f"{new}.".startswith(f"{NNX}."):
            found = whole, new
        above = whole.parent
        if above is None or above.kind != "attribute" or not is_field(above, "object", whole):
            break
        path, whole = f"{path}.{field_of(above, 'attribute').text}", above
    if found is None or (found[0] != whole and releases.module(found[1], release)):
        return None
    written = field_of(node, "object").text + found[1].removeprefix(NNX)
    return safe(f"Use {written}", replace_node(found[0], written))
