"""Certainty: what runs, and draws, whenever the function around it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.values.layer_draws import called_parts, rate_of
from flake8_nnx_rng.semantics.values.plain_methods import is_wrapped, plain_method
from flake8_nnx_rng.semantics.values.values import Kind, Made, Value
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, elements, field_of, integer

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.releases import LayerDraw
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
                layers = [value, *called_parts(value)]
                takes_any = any(takes(layer, self._analysis) for layer in layers)
                return "deterministic" in told or not takes_any
            return plain_method(value, "__call__", self._analysis) is None
        if function.kind == "attribute":
            owner = reader.of(field_of(function, "object"), frame)
            name = field_of(function, "attribute").text
            if owner.kind is Kind.MODULE:
                return plain_method(owner, name, self._analysis) is None
        definition = self._analysis.definition(function)
        return definition is not None and is_wrapped(definition)


def drops(layer: Value, user: Analysis) -> bool:
    """Whether a layer certainly drops something, as Dropout, from a stream that it keeps."""
    made = layer.made
    is_given = made is not None and "rngs" in made.keywords
    return is_given and layer.carries and is_active(layer, user)


def is_active(layer: Value, user: Analysis) -> bool:
    """Whether a layer, as Dropout, drops something of what it is called with.

    `user` is the module that calls it, which may have told it to be deterministic.
    """
    made, does = layer.made, releases.layer_draw(layer.export)
    if does is None or not does.rate or made is None or layer.quiet:
        return False
    is_silent = is_silenced(user.home(made.call)) or is_silenced(user)
    return _is_positive(rate_of(does, made)) and _is_on(does, made) and not is_silent


def _is_on(does: LayerDraw, made: Made) -> bool:
    """Whether a layer drops, by what it was told when it was made."""
    if does.when_told:
        return made.constant("deterministic") == "False"
    return "deterministic" not in made.keywords and not made.unpacks


def is_silenced(analysis: Analysis) -> bool:
    """Whether a file may turn a Dropout off somewhere."""
    mentions = (m for word in _SILENCING for m in analysis.module.mentions_by_name(word))
    return not all(map(_switches_on, mentions))


def _switches_on(mention: Node) -> bool:
    """Whether a mention is the keyword of `deterministic=False`."""
    option = mention.parent
    is_keyword = option is not None and option.kind == "keyword_argument"
    return is_keyword and option is not None and field_of(option, "value").text == "False"


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
        if outer.kind not in _PLAIN and not _loops_surely(outer):
            return False
    return False


def _loops_surely(loop: Node) -> bool:
    """Whether the body of a loop certainly runs: over `range(2)`, or a list that is written."""
    if loop.kind != "for_statement":
        return False
    over = field_of(loop, "right")
    if over.kind == "call":
        passed = arguments(over).positional
        ends = integer(passed[0]) if len(passed) == 1 else None
        return field_of(over, "function").text == "range" and ends is not None and ends > 0
    return bool(elements(over))


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
