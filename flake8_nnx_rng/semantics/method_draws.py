"""Draws of methods: whether a call of a module's method certainly takes random numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.attributes import Attributes
from flake8_nnx_rng.semantics.draws import MANAGING
from flake8_nnx_rng.semantics.functions import read_function
from flake8_nnx_rng.semantics.instances import Instance
from flake8_nnx_rng.semantics.names import NNX
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.instances import Instances
    from flake8_nnx_rng.semantics.provenance import Origins
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


class MethodDraws:
    """Answers for the module classes of one file."""

    def __init__(self, instances: Instances, origins: Origins) -> None:
        self._instances = instances
        self._origins = origins
        self._names = instances.names
        self._attributes = Attributes()

    def draws(self, instance: Instance, name: str = "__call__", depth: int = 4) -> bool:
        """Whether each call of a method draws from RNG state that the module keeps."""
        body = self._instances.method(instance, name) if depth > 0 else None
        if body is None or instance.owner is None:
            return False
        calls = (call for call in body.find_all("call") if always_runs(call, body))
        return any(self._is_draw(call, instance, depth) for call in calls)

    def is_active_dropout(self, made: Node) -> bool:
        """Whether a call makes a Dropout that drops something."""
        if self._names.called(made) != f"{NNX}.Dropout":
            return False
        given = arguments(made)
        rate = given.keywords.get("rate") or next(iter(given.positional), None)
        drops = rate is not None and rate.kind == "float" and float(rate.text) > 0
        return drops and not {"deterministic"} & given.keywords.keys() and not self._is_silenced

    def draws_given(self, instance: Instance) -> bool:
        """Whether each call of a module draws from the `rngs=` that it is given."""
        body = self._instances.method(instance, "__call__")
        function = None if body is None else read_function(body)
        if body is None or function is None or function.parameter("rngs") is None:
            return False
        calls = (call for call in body.find_all("call") if always_runs(call, body))
        return any(self._passes_on(call, instance) for call in calls)

    def _passes_on(self, call: Node, instance: Instance) -> bool:
        """`rngs.noise()`, and `self.dropout(x, rngs=rngs)`."""
        function, given = field_of(call, "function"), arguments(call).keywords
        root, *names = function.text.split(".")
        if root == "rngs":
            return MANAGING.isdisjoint(names)
        passed = given.get("rngs")
        if passed is None or passed.text != "rngs" or "deterministic" in given:
            return False
        made = self._made(instance, function.text)
        return bool(made) and all(map(self.is_active_dropout, made))

    @property
    def _is_silenced(self) -> bool:
        return any(self._names.module.mentions_by_name(word) for word in _SILENCING)

    def _is_draw(self, call: Node, instance: Instance, depth: int) -> bool:
        root, *names = field_of(call, "function").text.split(".")
        if root != "self" or not all(map(str.isidentifier, names)):
            return False
        if len(names) > 1:  # self.rngs.params(), self.rngs.params.normal(shape)
            is_draw = len(names) <= 3 and MANAGING.isdisjoint(names[1:])
            return is_draw and self._keeps_rngs(instance, f"self.{names[0]}")
        name = names[0] if names else "__call__"
        if self._instances.method(instance, name) is not None:
            return self.draws(instance, name, depth - 1)
        return self._draws_when_called(instance, f"self.{name}", call, depth)

    def _draws_when_called(
        self, instance: Instance, attribute: str, call: Node, depth: int
    ) -> bool:
        """`self.dropout(x)`, `self.block(x)`, `self.rngs()`."""
        if self._keeps_rngs(instance, attribute):
            return True
        made = self._made(instance, attribute)
        passive = {"deterministic", "rngs"} & arguments(call).keywords.keys()
        if made and not passive and all(self.keeps_stream(value) for value in made):
            return True
        return bool(made) and all(self._makes_drawing(value, depth) for value in made)

    def keeps_stream(self, made: Node) -> bool:
        """Whether a call makes a Dropout with a stream of its own."""
        return self.is_active_dropout(made) and "rngs" in arguments(made).keywords

    def _makes_drawing(self, made: Node, depth: int) -> bool:
        inner = self._instances.of(made)
        return inner is not None and self.draws(inner, depth=depth - 1)

    def _keeps_rngs(self, instance: Instance, attribute: str) -> bool:
        """Whether all that is assigned to an attribute is an Rngs."""
        values = self._made(instance, attribute)
        return bool(values) and all(map(self._is_rngs, values))

    def _is_rngs(self, value: Node) -> bool:
        binding = self._names.binding(value)
        if binding is not None and binding.kind is BindingKind.PARAMETER:
            plain = binding.node.kind == "identifier" and binding.name == "rngs"
            return plain or self._origins.is_rngs(value)
        return self._origins.is_rngs(value)

    def _made(self, instance: Instance, attribute: str) -> list[Node]:
        owner = instance.owner
        values = [] if owner is None else self._attributes.assigned_in(owner, attribute)
        return list(values)


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
