"""Seeds: what is certainly one number, by whichever way it comes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.constants import is_constant
from flake8_nnx_rng.semantics.values.values import Kind
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import arguments, elements, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.values.frames import Frame
    from flake8_nnx_rng.semantics.values.reader import Reader
    from flake8_nnx_rng.syntax.bindings import Binding
    from flake8_nnx_rng.syntax.tree import Node

_COMBINING = ("binary_operator", "boolean_operator", "conditional_expression")
_FAR = 8
_SEEDED = re.compile(r"(?:^|[._])(?:seed|key|rng)\d*$")
_NUMBERS = ("int", "jax.Array", "jax.random.", "numpy.")


def is_seed(node: Node, frame: Frame | None, reader: Reader, far: int = _FAR) -> bool:
    """Whether an expression is a number: `0`, `seed + 1`, what all callers pass for it."""
    if far == 0:
        return False
    if _is_number(reader.of(node, frame).constant):
        return True
    if node.kind in _COMBINING:
        return all(is_seed(operand, frame, reader, far - 1) for operand in _operands(node))
    if node.kind == "attribute":
        assigned = reader.analysis.attributes.assigned_to(node)
        return bool(assigned) and all(is_seed(value, None, reader, far - 1) for value in assigned)
    bindings = reader.names.module.reaching(node) if node.kind == "identifier" else []
    return bool(bindings) and all(_is_bound(one, frame, reader, far - 1) for one in bindings)


def are_fixed(call: Node, frame: Frame | None, reader: Reader) -> bool:
    """Whether all arguments of a call are constants in a frame, and there are some."""
    passed = arguments(call)
    fixed = (is_fixed(node, frame, reader) for node in passed.values)
    return bool(passed.values) and not passed.unpacks and all(fixed)


def is_fixed(node: Node, frame: Frame | None, reader: Reader) -> bool:
    """Whether a seed or key is the same on every call: written out, or a constant in a frame.

    What an attribute holds may be set anew by anyone.
    """
    if is_constant(node, reader.names):
        return True
    if node.kind in _COMBINING:
        return all(is_fixed(operand, frame, reader) for operand in _operands(node))
    if node.kind not in ("identifier", "call"):
        return False
    value = reader.of(node, frame)
    return value.fixed or value.constant == "None" or _is_number(value.constant)


def is_no_mapping(node: Node, frame: Frame | None, reader: Reader) -> bool:
    """Whether an expression is a seed or a key, not streams by their names, as far as words say."""
    value, node = reader.of(node, frame), reader.names.value(node) or node
    if value.kind in (Kind.KEY, Kind.PLAIN) and value.constant != "None":
        return True
    if node.kind == "call":
        return field_of(node, "function").text == "int"
    binding = reader.names.binding(node)
    annotation = None if binding is None else binding.node.field("type")
    if annotation is not None:
        inner = annotation.parts[0]
        return (reader.names.symbol(inner) or inner.text).startswith(_NUMBERS)
    is_sum = node.kind == "binary_operator"
    return is_sum or _SEEDED.search(node.text) is not None or is_seed(node, frame, reader)


def _operands(node: Node) -> list[Node]:
    """What an expression is put together from, or one of what it may be."""
    parts = list(node.parts)
    return [parts[0], parts[-1]] if node.kind == "conditional_expression" else parts


def _is_bound(binding: Binding, frame: Frame | None, reader: Reader, far: int) -> bool:
    """Whether a name is bound to a number."""
    if binding.kind is BindingKind.PARAMETER:
        passed = reader.parameters.passed(binding)
        return bool(passed) and all(is_seed(value, None, reader, far) for value in passed)
    value = binding.value
    if value is None or binding.node.kind == "augmented_assignment":
        return False
    if binding.kind is BindingKind.UNPACKED:
        written, index = elements(value), binding.index
        if written is None or index is None or not -len(written) <= index < len(written):
            return False
        value = written[index]
    is_value = binding.kind in (BindingKind.VALUE, BindingKind.UNPACKED)
    return is_value and is_seed(value, frame, reader, far)


def _is_number(constant: str | None) -> bool:
    return constant is not None and constant.lstrip("-").replace("_", "").isdecimal()
