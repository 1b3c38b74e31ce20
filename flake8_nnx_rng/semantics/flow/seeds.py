"""Seeds: what is certainly one number, by whichever way it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import elements

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.flow.frames import Frame
    from flake8_nnx_rng.semantics.flow.reader import Reader
    from flake8_nnx_rng.syntax.bindings import Binding
    from flake8_nnx_rng.syntax.tree import Node

_COMBINING = ("binary_operator", "boolean_operator", "conditional_expression")
_FAR = 8


def is_seed(node: Node, frame: Frame | None, reader: Reader, far: int = _FAR) -> bool:
    """Whether an expression is a number: `0`, `seed + 1`, what all callers pass for it."""
    if far == 0:
        return False
    if _is_number(reader.of(node, frame).constant):
        return True
    if node.kind in _COMBINING:
        operands = node.parts
        if node.kind == "conditional_expression":
            operands = [operands[0], operands[-1]]
        return all(is_seed(operand, frame, reader, far - 1) for operand in operands)
    if node.kind == "attribute":
        assigned = reader.analysis.attributes.assigned_to(node)
        return bool(assigned) and all(is_seed(value, None, reader, far - 1) for value in assigned)
    bindings = reader.names.module.reaching(node) if node.kind == "identifier" else []
    return bool(bindings) and all(_is_bound(one, frame, reader, far - 1) for one in bindings)


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
        if written is None or index is None or index >= len(written):
            return False
        value = written[index]
    is_value = binding.kind in (BindingKind.VALUE, BindingKind.UNPACKED)
    return is_value and is_seed(value, frame, reader, far)


def _is_number(constant: str | None) -> bool:
    return constant is not None and constant.lstrip("-").replace("_", "").isdecimal()
