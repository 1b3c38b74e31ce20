"""Counts: expressions that certainly are whole numbers, so that a size can be read as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.attributes import Attributes
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import elements, field_of, integer

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.syntax.tree import Node

_DEPTH = 10
_ARITHMETIC = ("+", "-", "*", "//", "%")
_EVERYTHING = ("ellipsis", "true")


def is_count(bench: Bench, node: Node, depth: int = _DEPTH) -> bool:
    """Whether an expression certainly is one number."""

    if integer(node) is not None:
        return True
    if depth == 0:
        return False
    match node.kind:
        case "binary_operator":
            operator = field_of(node, "operator").text
            sides = (field_of(node, side) for side in ("left", "right"))
            return operator in _ARITHMETIC and all(is_count(bench, s, depth - 1) for s in sides)
        case "conditional_expression":
            first, _, last = node.parts
            return is_count(bench, first, depth - 1) and is_count(bench, last, depth - 1)
        case "subscript":
            return field_of(node, "value").text.endswith(".shape") and _is_one(node)
        case "call":
            return _is_built_in(bench, field_of(node, "function"))
        case "attribute":
            assigned = bench.tool(_attributes).assigned_to(node)
            return bool(assigned) and all(is_count(bench, v, depth - 1) for v in assigned)
        case "identifier":
            return _is_name_of_count(bench, node, depth)
    return False


def is_shape(bench: Bench, node: Node) -> bool:
    """Whether an expression certainly is one number or a tuple of them."""

    written = elements(node) if node.kind == "tuple" else None
    return (
        all(is_count(bench, n) for n in written) if written is not None else is_count(bench, node)
    )


def covers_all(bench: Bench, node: Node) -> bool:
    """Whether a dict display certainly has a size for each stream."""
    pairs = node.parts
    if node.kind != "dictionary" or any(pair.kind != "pair" for pair in pairs):
        return False
    sizes = all(is_shape(bench, field_of(pair, "value")) for pair in pairs)
    return sizes and any(field_of(pair, "key").kind in _EVERYTHING for pair in pairs)


def _attributes(bench: Bench) -> Attributes:
    return Attributes()


def _is_one(subscript: Node) -> bool:
    """Whether a subscript takes one element and no slice."""
    return field_of(subscript, "subscript").kind != "slice"


def _is_built_in(bench: Bench, function: Node) -> bool:
    is_name = function.kind == "identifier" and function.text in ("len", "int")
    return is_name and not bench.module.reaching(function)


def _is_name_of_count(bench: Bench, name: Node, depth: int) -> bool:
    binding = bench.names.binding(name)
    if binding is not None and binding.kind is BindingKind.PARAMETER:
        annotation = binding.node.field("type")
        return annotation is not None and annotation.text == "int"
    value = bench.names.value(name)
    return value is not None and is_count(bench, value, depth - 1)
