"""`nnx.fork` of a state, which Flax 0.11.0 removed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit, Fix
from flake8_nnx_rng.fixes.keywords import replace_node
from flake8_nnx_rng.fixes.last_uses import is_use
from flake8_nnx_rng.fixes.migration.helpers import Helper
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.syntax.nodes import ancestor, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.syntax.tree import Node

_HELPER = Helper(
    "fork_state",
    '''\
def fork_state(state, split_filter, split_pattern):
    """Split the keys that a filter hits, beside their counts, other keys and other counts."""
    import jax

    keys, *others = nnx.split_state(
        state,
        nnx.All(split_filter, nnx.RngKey),
        nnx.All(split_filter, nnx.RngCount),
        nnx.RngKey,
        nnx.RngCount,
    )
    is_size = isinstance(split_pattern, int)
    sizes = split_pattern if is_size else tuple(size or 1 for size in split_pattern)
    return jax.tree.map(lambda key: jax.random.split(key, sizes), keys), *others
''',
)
_PARTS = ("split_keys", "split_counts", "broadcast_keys", "broadcast_counts")
"""The names that the four states had, too, since Flax 0.8.4."""
_UNPACK = f"unpack the states: {', '.join(_PARTS)} = ..."


def fix(bench: Bench, node: Node) -> Fix:
    """Call a helper that does the same; where states are taken by name, take them by number."""
    try:
        references = list(_references(bench, node))
        edits = [replace_node(reference, _HELPER.name) for reference in references]
        edits += _parts(bench, references)
        edits += _HELPER.definition(bench, references[0])
    except Refused as refused:
        return refused.of(node.start)
    return Fix(f"Define {_HELPER.name} in place of nnx.fork", edits=tuple(sorted(set(edits))))


def _references(bench: Bench, node: Node) -> Iterator[Node]:
    """The attribute, or all uses of what a statement imports."""
    if node.kind == "attribute":
        yield node
        return
    alias = node.field("alias")
    name = node.text if alias is None else alias.text
    statement = ancestor(node, "import_from_statement")
    uses = [use for use in bench.module.mentions_by_name(name) if is_use(use) and use != alias]
    reaching = bench.module.reaching
    if not uses or any([b.node for b in reaching(use)] != [statement] for use in uses):
        raise Refused(f"{name} is imported for others, or means other things, too", name)
    yield from uses


def _parts(bench: Bench, references: list[Node]) -> Iterator[Edit]:
    """`forked.split_keys` becomes `forked[0]`."""
    calls = [reference.parent for reference in references]
    for number, part in enumerate(_PARTS):
        for mention in bench.module.mentions_by_name(part):
            taken = mention.parent
            if taken is None or taken.kind != "attribute" or is_use(mention):
                continue
            owner = field_of(taken, "object")
            value = owner if owner.kind == "call" else bench.names.value(owner)
            if value is None:
                raise Refused(
                    f"whether {taken.text} is of nnx.fork is not certain", taken.text, step=_UNPACK
                )
            if value in calls:
                yield Edit(owner.end, taken.end, f"[{number}]")
