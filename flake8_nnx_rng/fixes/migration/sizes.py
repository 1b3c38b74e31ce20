"""The size of a mapped axis as the code says it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.semantics.values.values import Kind
from flake8_nnx_rng.syntax.concrete import outermost_parenthesis
from flake8_nnx_rng.syntax.nodes import arguments, integer, is_field

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.migration.options import Axes
    from flake8_nnx_rng.semantics.program.functions import Parameter
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.syntax.tree import Node

_ONCE = re.compile(r":=|\bawait\b|\byield\b|\bnext\s*\(|\.pop\s*\(|\bit?er\s*\(")


class SizeRefused(Refused):
    """Nothing says how many lanes there are."""

    def __init__(self) -> None:
        super().__init__(
            "the number of lanes is not written (axis_size=), so nnx.split_rngs cannot be told how "
            "many keys to make",
            step="write splits= with the leading size of the mapped arguments",
        )


def written_size(bench: Bench, layer: Layer) -> str | None:
    """The expression of `axis_size=` or `length=`, which can be evaluated twice."""
    if layer.size is None:
        return None
    text = bench.text(layer.size.start, layer.size.end)
    if _ONCE.search(text):
        raise Refused(f"the size {text} cannot be evaluated twice", text)
    return text


def size_of_argument(bench: Bench, stack: Stack, axes: dict[Parameter, Axes]) -> str | None:
    """`xs.shape[0]` for the first mapped array of a function that is called where it is made."""
    top = outermost_parenthesis(stack.root)
    call = top.parent
    if call is None or call.kind != "call" or not is_field(call, "function", top):
        return None
    given = arguments(call)
    if given.unpacks or stack.function is None:
        return None
    for parameter, value in zip(stack.function.parameters, given.positional, strict=False):
        axis = axes.get(parameter)
        is_array = bench.analysis.flow.guesses.of_parameter(stack, parameter).kind is Kind.PLAIN
        index = _index(axis)
        if is_array and index is not None and _is_name(value):
            return f"{value.text}.shape[{index}]"
    return None


def _index(axis: Axes | None) -> int | None:
    if axis is None or not axis.is_single or axis.text == "None":
        return None
    return int(axis.text)


def _is_name(value: Node) -> bool:
    return value.kind == "identifier" and integer(value) is None
