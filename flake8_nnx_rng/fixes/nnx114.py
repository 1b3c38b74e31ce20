"""Split all streams, where the filter misses the only one and all are mapped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.argument_list import ArgumentList
from flake8_nnx_rng.fixes.fix import Edit, Fix, advice, unsafe
from flake8_nnx_rng.fixes.found_at import by_node
from flake8_nnx_rng.fixes.keywords import replace_node
from flake8_nnx_rng.semantics.values.values import DEFAULT
from flake8_nnx_rng.syntax.nodes import ancestor, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.semantics.program.layers import Stack
    from flake8_nnx_rng.syntax.tree import Node

_BY_HAND = advice("Name a stream that the Rngs has, wherever it is named, or make the Rngs with it")


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """`@nnx.split_rngs(splits=3, only="params")` loses its `only=`."""
    call = ancestor(finding.node, "call")
    if call is None or not finding.node.text.startswith("only"):
        return _BY_HAND
    for stack in bench.tool(_stacks_by_split).get(call, ()):
        if _splits_one_for_all(bench, stack):
            return unsafe("Split all streams", "it had one name for them", _without(bench, call))
    return _BY_HAND


def _stacks_by_split(bench: Bench) -> dict[Node, list[Stack]]:
    """The stacks by the calls that split in them."""
    return by_node(
        (split.use.call, stack)
        for stack in bench.analysis.stacks.all
        for split in stack.splitting_layers
        if split.use is not None and split.use.call is not None
    )


def _splits_one_for_all(bench: Bench, stack: Stack) -> bool:
    """Whether the value has the default stream alone, and every layer maps all that it has."""
    missed = bench.analysis.missed_streams.of(stack)
    miss = missed[0].miss if missed else None
    parameter = (
        None if stack.function is None or miss is None else stack.function.parameter(miss.parameter)
    )
    if miss is None or parameter is None or miss.streams != {DEFAULT}:
        return False
    return all(bench.analysis.is_mapped(stack, layer, parameter) for layer in stack.mapping_layers)


def _without(bench: Bench, call: Node) -> Edit:
    listed = ArgumentList(bench, call)
    listed.drop("only")
    function = field_of(call, "function")
    name = bench.text(function.start, function.end)
    column = bench.column(call.start)
    return replace_node(call, listed.write(name, indent=bench.indent_of(call), column=column))
