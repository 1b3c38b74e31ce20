"""Fallbacks: what stands for a variable where that is None: `rngs or nnx.Rngs(0)` and its like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import ancestor, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.program.names import Names
    from flake8_nnx_rng.syntax.bindings import Binding
    from flake8_nnx_rng.syntax.tree import Node


def preferred(expression: Node) -> Node | None:
    """What an expression is where that is there: `a` of `a or b`, `a if a is not None else b`."""
    if expression.kind == "boolean_operator":
        is_or = field_of(expression, "operator").text == "or"
        return expression.parts[0] if is_or else None
    if expression.kind != "conditional_expression":
        return None
    chosen, condition, other = expression.parts
    tested = none_tested(condition)
    if tested is None:
        return None
    kept = other if tested[1] else chosen
    return kept if kept.text == tested[0].text else None


def none_tested(condition: Node) -> tuple[Node, bool] | None:
    """The variable that a condition tests, and whether it holds where that is None."""
    if condition.kind == "not_operator":
        return field_of(condition, "argument"), True
    if condition.kind != "comparison_operator" or len(condition.parts) != 2:
        return None
    tested, other = condition.parts
    how = field_of(condition, "operator").kind
    return (tested, how == "is") if other.kind == "none" and how in ("is", "is not") else None


def is_for_none(binding: Binding) -> bool:
    """Whether a variable is bound where it was None: `if rngs is None: rngs = nnx.Rngs(0)`."""
    around = ancestor(binding.node, "if_statement", "function_definition", "lambda", "module")
    if binding.kind is not BindingKind.VALUE or around is None or around.kind != "if_statement":
        return False
    tested, then = none_tested(field_of(around, "condition")), field_of(around, "consequence")
    is_then = then.start <= binding.node.start and binding.node.end <= then.end
    return tested is not None and tested[1] and is_then and tested[0].text == binding.name


def given(name: Node, names: Names) -> Binding | None:
    """The parameter that a name is where something was given for it, else what stands for that."""
    found = names.module.reaching(name)
    parameters = [binding for binding in found if binding.kind is BindingKind.PARAMETER]
    others = [binding for binding in found if binding not in parameters]
    is_one = len(parameters) == 1 and bool(others) and all(map(is_for_none, others))
    return parameters[0] if is_one else None
