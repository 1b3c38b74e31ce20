"""`nnx.Optimizer` held the model that it updates; since 0.11.0 `nnx.ModelAndOptimizer` does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.nodes import arguments, call_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.syntax.tree import Node

OPTIMIZER = "Optimizer"
HOLDING = "ModelAndOptimizer"


def holding_optimizers(analysis: Analysis) -> Iterator[Node]:
    """Each mention of `nnx.Optimizer` that means one which holds its model.

    Without `wrt=`, or with it by position, it certainly does; else, and as a base, in old code.
    """
    if analysis.api(HOLDING) is None:
        return
    for name, expression in analysis.mentions.references:
        if name == OPTIMIZER and _holds(analysis, expression):
            yield expression


def _holds(analysis: Analysis, expression: Node) -> bool:
    call, outer = call_of(expression), expression.parent
    if call is not None:
        given = arguments(call)
        says = given.unpacks or "wrt" in given.keywords  # by position only the old one takes it
        return analysis.is_legacy or not says
    listed = outer.parent if outer is not None and outer.kind == "argument_list" else None
    return listed is not None and listed.kind == "class_definition" and analysis.is_legacy
