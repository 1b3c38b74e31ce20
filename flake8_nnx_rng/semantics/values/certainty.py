"""Certainty: what runs, and draws, whenever the function around it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.values.plain_methods import is_wrapped, plain_method
from flake8_nnx_rng.semantics.values.values import Kind, Value
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.values.frames import Frame
    from flake8_nnx_rng.syntax.tree import Node

_SILENCING = ("eval", "set_attributes", "eval_mode", "set_mode", "view", "deterministic")
"""Words by which a file may turn Dropout off where none can see it."""

_PLAIN = frozenset(
    {"block", "expression_statement", "return_statement", "assignment", "augmented_assignment"}
    | {"call", "argument_list", "keyword_argument", "attribute", "subscript", "binary_operator"}
    | {"unary_operator", "parenthesized_expression", "tuple", "list", "expression_list", "pair"}
    | {"dictionary", "with_statement", "await"}
)
"""What may stand between a function and a call that runs whenever the function does."""


class Certainty:
    """Answers for the calls of one module, in place of `Modes`: what is not certain is skipped."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis

    def may_skip(self, call: Node, scope: Node, frame: Frame | None) -> bool:
        """Whether a function may go past a call, or the call past what is known of it."""
        return not always_runs(call, scope) or self._may_be_another(call, frame)

    def _may_be_another(self, call: Node, frame: Frame | None) -> bool:
        """Whether a call may run something else, or a Dropout that drops nothing."""
        function, reader = field_of(call, "function"), self._analysis.flow.reader
        value = reader.of(function, frame)
        if value.kind is Kind.MODULE:
            if value.export is not None:
                told = arguments(call).keywords
                takes = is_active if "rngs" in told else drops
                return "deterministic" in told or not takes(value, self._analysis)
            return plain_method(value, "__call__", self._analysis) is None
        if function.kind == "attribute":
            owner = reader.of(field_of(function, "object"), frame)
            name = field_of(function, "attribute").text
            if owner.kind is Kind.MODULE:
                return plain_method(owner, name, self._analysis) is None
        definition = self._analysis.definition(function)
        return definition is not None and is_wrapped(definition)


def drops(layer: Value, user: Analysis) -> bool:
    """Whether a layer is a Dropout that certainly drops something, from a stream that it keeps."""
    made = layer.made
    is_given = made is not None and "rngs" in made.keywords
    return is_given and layer.carries and is_active(layer, user)


def is_active(layer: Value, user: Analysis) -> bool:
    """Whether a layer is a Dropout that drops something of what it is called with.

    `user` is the module that calls it, which may have told it to be deterministic.
    """
    made = layer.made
    if layer.export != "Dropout" or made is None or layer.quiet:
        return False
    rate = next(iter(made.positional), made.keywords.get("rate"))
    if rate is None or "deterministic" in made.keywords:
        return False
    is_told = is_silenced(user.home(made.call)) or is_silenced(user)
    return _is_positive(rate.constant) and not is_told


def is_silenced(analysis: Analysis) -> bool:
    """Whether a file may turn a Dropout off somewhere."""
    return any(analysis.module.mentions_by_name(word) for word in _SILENCING)


def _is_positive(constant: str | None) -> bool:
    try:
        return constant is not None and float(constant) > 0
    except ValueError:
        return False


def always_runs(node: Node, function: Node) -> bool:
    """Whether a node runs on every call of a function, whatever is decided before and around it."""
    for outer in node.ancestors():
        if outer == function:
            return not _may_leave_before(node, function)
        if outer.kind not in _PLAIN:
            return False
    return False


def _may_leave_before(node: Node, function: Node) -> bool:
    """Whether another way out of the function may be taken before a node."""
    ways = [*function.find_all("return_statement"), *function.find_all("raise_statement")]
    around = {outer.start for outer in node.ancestors()}
    return any(
        way.start < node.start
        and way.start not in around
        and ancestor(way, "function_definition", "lambda") == function
        for way in ways
    )
