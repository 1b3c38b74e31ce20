"""`nnx.Optimizer` held the model that it updates; since 0.11.0 `nnx.ModelAndOptimizer` does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.functions import INIT, method
from flake8_nnx_rng.semantics.program.supers import calls_above
from flake8_nnx_rng.semantics.program.uses import PARTIALS
from flake8_nnx_rng.semantics.summaries.construction import Construction
from flake8_nnx_rng.semantics.values.values import Kind
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import (
    Arguments,
    ancestor,
    arguments,
    call_of,
    field_of,
    is_field,
)
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.semantics.values.values import Made, Value
    from flake8_nnx_rng.syntax.tree import Node

OPTIMIZER = "Optimizer"
HOLDING = "ModelAndOptimizer"
GRADIENTS = "grads"
MODEL = "model"
_NAMED_SO = re.compile(r"optimi[sz]er\d*$|(?:^|[._])opt(?:im)?\d*$", re.IGNORECASE)
_SPELLED_OUT = re.compile(r"optimi[sz]er\d*$", re.IGNORECASE)
"""What optimizers are called where nobody knows what they are; surely, where it is spelled out."""


def holding_optimizers(analysis: Analysis) -> Iterator[Node]:
    """Each mention of `nnx.Optimizer` that means one which holds its model.

    Without `wrt=`, or with it by position, it certainly does, and so it does where it is updated
    by gradients alone; else, where nothing tells otherwise, in old code.
    """
    if analysis.api(HOLDING) is None:
        return
    for name, expression in analysis.mentions.references:
        if name == OPTIMIZER and _holds(analysis, expression):
            yield expression


def _holds(analysis: Analysis, expression: Node) -> bool:
    call, outer = call_of(expression), expression.parent
    is_old = analysis.is_from_before(first_holding())
    if call is not None:
        if _is_made_with_model(arguments(call)):
            return True
        told = set(_takes_model(analysis, call))
        return told == {True} or (is_old and not told)
    kept = None if outer is None else _kept_as(analysis, expression, outer)
    if kept is not None:
        return is_old or any(map(_is_made_with_model, _given_by_name(analysis, kept)))
    listed = outer.parent if outer is not None and outer.kind == "argument_list" else None
    if listed is None or listed.kind != "class_definition":
        return False
    return is_old or any(map(_is_made_with_model, _given_as_base(analysis, listed)))


def first_holding() -> Release:
    """The first release in which another class holds the model."""
    return releases.history(HOLDING).spans[0].since


def _kept_as(analysis: Analysis, expression: Node, around: Node) -> str | None:
    """The attribute or parameter by which the class itself is called; "" where it goes by none."""
    call = around.parent if around.kind == "argument_list" else None
    if around.kind == "pair" or (call is not None and analysis.names.called(call) in PARTIALS):
        return ""
    if around.kind in ("default_parameter", "typed_default_parameter"):
        return field_of(around, "name").text
    if around.kind != "assignment" or not is_field(around, "right", expression):
        return None
    left = field_of(around, "left")
    if left.kind == "attribute":
        return field_of(left, "attribute").text
    scope = ancestor(around, *FUNCTIONS, "class_definition", "module")
    is_attribute = scope is not None and scope.kind == "class_definition"
    return left.text if is_attribute else None  # another name is known to stand for it


def _given_by_name(analysis: Analysis, name: str) -> Iterator[Arguments]:
    """What is given to what is called by a name, or by an attribute."""
    for mention in analysis.module.mentions_by_name(name) if name else ():
        called = reference(mention)
        call = None if called is None else call_of(called)
        if call is not None:
            yield arguments(call)


def _is_made_with_model(given: Arguments | Made) -> bool:
    """Whether only the old one takes these: without `wrt`, or with it by position."""
    return not given.unpacks and "wrt" not in given.keywords


def _takes_model(analysis: Analysis, made: Node) -> Iterator[bool]:
    """Whether what is done with an optimizer takes one that holds its model, as far as that tells.

    What only its name or an annotation shows to be an optimizer may be each of the file, where all
    are of this class.
    """
    of = analysis.flow.reader.of
    is_alone = not analysis.module.mentions_by_name(HOLDING)
    for call in updates(analysis):
        given, updated = arguments(call), updated_by(call)
        count = len(given.positional) + len({MODEL, GRADIENTS} & given.keywords.keys())
        may_be = is_alone and _may_be_any(of(updated), updated)
        is_it = may_be or _is_made_by(of(updated), made)
        if count in (1, 2) and not given.unpacks and is_it:
            yield count == 1
    for mention in analysis.module.mentions_by_name(MODEL):
        taken = mention.parent
        is_asked = taken is not None and is_field(taken, "attribute", mention)
        if taken is not None and is_asked and _is_made_by(of(field_of(taken, "object")), made):
            yield True


def _is_made_by(value: Value, call: Node) -> bool:
    return value.export == OPTIMIZER and value.made is not None and value.made.call == call


def _may_be_any(value: Value, written: Node) -> bool:
    if value.kind is Kind.UNKNOWN:
        return _SPELLED_OUT.search(written.text) is not None
    return value.export == OPTIMIZER and value.made is None


def updates(analysis: Analysis) -> Iterator[Node]:
    """Each call of an `update`, of whatever it is."""
    functions = (mention.parent for mention in analysis.module.mentions_by_name("update"))
    members = (call_of(f) for f in functions if f is not None and f.kind == "attribute")
    return (call for call in members if call is not None)


def updated_by(call: Node) -> Node:
    """What the called method belongs to."""
    return field_of(field_of(call, "function"), "object")


def _given_as_base(analysis: Analysis, owner: Node) -> Iterator[Arguments]:
    """What a class that derives from it gives it, or is called with."""
    init = method(owner, INIT)
    if init is None:
        yield from map(arguments, Construction(analysis).calls(owner))
        return
    yield from (given for _, given in calls_above(init, analysis.module))


def named_gradients(analysis: Analysis) -> Iterator[Node]:
    """Each call `optimizer.update(grads=g)`, which takes them by position alone since then."""
    if analysis.api(HOLDING) is None:
        return
    named = [call for call in updates(analysis) if GRADIENTS in arguments(call).keywords]
    has_holding = bool(named) and _has_holding(analysis)
    for call in named:
        owner = updated_by(call)
        value = analysis.flow.reader.of(owner)
        is_called_so = has_holding and _NAMED_SO.search(owner.text) is not None
        if value.export in (OPTIMIZER, HOLDING) or (value.kind is Kind.UNKNOWN and is_called_so):
            yield call


def _has_holding(analysis: Analysis) -> bool:
    return any(True for _ in holding_optimizers(analysis))


def is_given_model(analysis: Analysis, call: Node) -> bool:
    """Whether an update passes the model, too, or its optimizer holds that."""
    passed = arguments(call)
    if passed.positional or MODEL in passed.keywords:
        return True
    optimizer = analysis.flow.reader.of(updated_by(call))
    if optimizer.export == HOLDING:
        return True
    if optimizer.made is None:
        return analysis.is_from_before(first_holding()) or _has_holding(analysis)
    return _is_made_with_model(optimizer.made)
