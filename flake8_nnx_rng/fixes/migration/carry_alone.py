"""Steps of a scan that today's releases want otherwise: with a pair to return, without defaults."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit
from flake8_nnx_rng.fixes.migration.plan import Wrapper
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.fixes.migration.wrapper_places import check_names, check_place, decorated_by
from flake8_nnx_rng.semantics.program.functions import own_returns
from flake8_nnx_rng.syntax.concrete import outermost_parenthesis
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.migration.plan import LayerPlan
    from flake8_nnx_rng.semantics.program.functions import Parameter
    from flake8_nnx_rng.semantics.program.layers import Stack
    from flake8_nnx_rng.syntax.tree import Node


def with_output(bench: Bench, plan: LayerPlan, parameters: Sequence[Parameter]) -> LayerPlan:
    """The plan with steps that return `(carry, None)`, of which the carry is taken."""
    use = plan.layer.use
    check_place(bench, plan.layer, parameters)
    planned = replace(plan, wrapper=Wrapper(tuple(parameters), tail="[0]"))
    definition = decorated_by(plan.layer.node)
    if definition is not None:
        return replace(planned, edits=(*plan.edits, *_paired_returns(bench, definition)))
    target = None if use is None else use.target
    if target is None:
        raise Refused("the function of the scan is not in view, which must return (carry, None)")
    if target.kind == "lambda" and not any(plan.around):
        body = outermost_parenthesis(field_of(target, "body"))
        return replace(planned, edits=(*plan.edits, *_paired(body)))
    names = ", ".join(parameter.name for parameter in parameters)
    if any(plan.around):
        raise Refused("the scan would trace a default, and wants a pair of results")
    check_names(bench, target, {parameter.name for parameter in parameters})
    return replace(planned, around=(f"lambda {names}: (", f"({names}), None)"))


def shown_alone(
    bench: Bench, stack: Stack, plan: LayerPlan, shown: Sequence[Parameter]
) -> LayerPlan:
    """The plan for a function around the one that is written, with the `shown` parameters only."""
    if decorated_by(plan.layer.node) is not None:
        if len(stack.mapping_layers) > 1:
            raise Refused("other transforms map the parameter whose default a scan would trace")
        check_place(bench, plan.layer, shown)
        return replace(plan, shown=tuple(shown))
    target = None if plan.layer.use is None else plan.layer.use.target
    if target is None or any(plan.around):
        raise Refused("the function of the scan is not in view, whose defaults it would trace")
    check_names(bench, target, {parameter.name for parameter in shown})
    names = ", ".join(parameter.name for parameter in shown)
    opening, closing = ("(", ")") if target.kind == "lambda" else ("", "")
    return replace(plan, around=(f"lambda {names}: {opening}", f"{closing}({names})"))


def _paired_returns(bench: Bench, definition: Node) -> Iterator[Edit]:
    own = own_returns(definition)
    if not own:
        raise Refused("the function of the scan returns nothing, and must return (carry, None)")
    for statement in own:
        if statement.parts:
            value = outermost_parenthesis(statement.parts[0])
            if _is_several(bench.text(value.start, value.end)):
                yield Edit(value.start, value.start, "(")
                yield Edit(value.end, value.end, "), None")
            else:
                yield Edit(value.end, value.end, ", None")
        else:
            yield Edit(statement.end, statement.end, " None, None")


def _paired(value: Node) -> Iterator[Edit]:
    yield Edit(value.start, value.start, "(")
    yield Edit(value.start, value.start, "(")
    yield Edit(value.end, value.end, ", None)")


def _is_several(text: str) -> bool:
    """Whether values stand side by side with no brackets around all of them."""
    call = ast.parse(f"f({text}\n)", mode="eval").body
    return isinstance(call, ast.Call) and len(call.args) > 1
