"""Outside: which functions may hold RNG state that is not theirs, told without running them.

What a function draws from is its own, an argument, or what it finds around itself: a variable of
the functions around it or of the module, also by the functions that it names.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.flow.values import Kind, Value
from flake8_nnx_rng.semantics.functions import class_around, read_function
from flake8_nnx_rng.syntax.bindings import Binding, BindingKind
from flake8_nnx_rng.syntax.nodes import ancestor, field_of
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.syntax.tree import Node

_DEFINED = (BindingKind.FUNCTION, BindingKind.CLASS)
_ARRAYS = (Kind.PLAIN, Kind.KEY)
_STATES = (Kind.RNGS, Kind.STREAM, Kind.MODULE)


class Outside:
    """Answers for the functions of one module."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._taken: dict[Node, list[tuple[Node, Binding]]] = {}

    def holds_state(self, function: Node) -> bool:
        """Whether anything from outside may be RNG state, whoever calls what is around."""
        return self._is_open(function) or any(
            self._carries_state(self._value(name)) for name, _ in self._reached(function)
        )

    def is_given_state(self, function: Node) -> bool:
        """Whether a call of what is around, which is in view, may tell that something is."""
        return self._is_open(function) or any(
            self._value(name).kind not in _ARRAYS and self._is_called(binding)
            for name, binding in self._reached(function)
        )

    def _is_open(self, function: Node) -> bool:
        """Whether state of the module, which anything may use, or of a default is there."""
        return self._module_holds_state or any(
            parameter.default is not None
            and self._carries_state(self._analysis.flow.reader.of(parameter.default))
            for parameter in read_function(function).parameters
        )

    @cached_property
    def _module_holds_state(self) -> bool:
        reader = self._analysis.flow.reader
        values = (binding.value for binding in self._analysis.module.variables)
        return any(self._carries_state(reader.of(node)) for node in values if node is not None)

    def _value(self, name: Node) -> Value:
        """What a variable is; `self.x` where no module is known to be there."""
        reader, attribute = self._analysis.flow.reader, name.parent
        value = reader.of(name)
        is_owner = attribute is not None and attribute.kind == "attribute"
        if value.kind is not Kind.UNKNOWN or attribute is None or not is_owner:
            return value
        return reader.of(attribute)

    def _carries_state(self, value: Value) -> bool:
        if value.kind is Kind.TREE:
            return any(map(self._carries_state, value.children))
        return value.kind in _STATES

    def _reached(self, function: Node) -> Iterator[tuple[Node, Binding]]:
        """The variables of functions around, also those that what is named there takes."""
        left, met = [function], {function}
        while left:
            for name, binding in self._taken_by(left.pop()):
                if binding.kind not in _DEFINED:
                    yield name, binding
                elif binding.node not in met:
                    met.add(binding.node)
                    left.append(binding.node)

    def _taken_by(self, function: Node) -> list[tuple[Node, Binding]]:
        """What a function takes from those around: each name that one binds, with its bindings."""
        if function not in self._taken:
            found: dict[tuple[str, int], tuple[Node, Binding]] = {}
            for name in function.find_all("identifier"):
                for binding in self._analysis.module.reaching(name):
                    if _is_from_around(binding, function):
                        written = _written(name)
                        found.setdefault((written, binding.node.start), (name, binding))
            self._taken[function] = list(found.values())
        return self._taken[function]

    def _is_called(self, binding: Binding) -> bool:
        """Whether a function around a binding is called in view, or by a transform."""
        return any(self._is_run(outer) for outer in binding.node.ancestors() if _is_function(outer))

    def _is_run(self, function: Node) -> bool:
        if function.kind == "lambda" or function in self._transformed:
            return True
        owner, name = class_around(function), field_of(function, "name").text
        if name == "__init__" and owner is not None:
            name = field_of(owner, "name").text
        is_special = name.startswith("__")  # Python calls it without its name
        return is_special or len(self._analysis.module.mentions_by_name(name)) > 1

    @cached_property
    def _transformed(self) -> frozenset[Node]:
        stacks = self._analysis.flow.stacks
        return frozenset(stack.function.node for stack in stacks if stack.function is not None)


def _is_from_around(binding: Binding, function: Node) -> bool:
    """Whether a function around this one binds a name, or is handed it."""
    node = binding.node
    if function.start <= node.start < function.end:
        return False
    return ancestor(node, *FUNCTIONS) is not None


def _is_function(node: Node) -> bool:
    return node.kind in FUNCTIONS


def _written(name: Node) -> str:
    """What tells apart the uses of a name: of `self` those of its attributes."""
    attribute = name.parent
    is_self = name.text == "self" and attribute is not None and attribute.kind == "attribute"
    return attribute.text if attribute is not None and is_self else name.text
