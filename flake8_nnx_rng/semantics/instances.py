"""Instances: which values are modules of a class in view, and their methods."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.flow.values import Kind
from flake8_nnx_rng.semantics.functions import class_around, method
from flake8_nnx_rng.semantics.names import NNX
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import ancestor, is_assigned, is_field
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.flow.values import Value
    from flake8_nnx_rng.syntax.tree import Node

_DEPTH = 10


@dataclass(frozen=True)
class Instance:
    """A module: of a class of the file, or of the layer that `flax.nnx` exports by a name."""

    owner: Node | None = None
    layer: str = ""


class Instances:
    """Answers for the values of one file."""

    def __init__(self, analysis: Analysis) -> None:
        self.names = analysis.names
        self._analysis = analysis

    def of(self, expression: Node) -> Instance | None:
        """The module that an expression certainly is."""

        meaning = self._passed(expression) or self._analysis.flow.guesses.taken(expression)
        if meaning.kind is not Kind.MODULE:
            return None
        if meaning.owner is not None:
            owner = meaning.owner.node
            is_here = meaning.owner.analysis is self._analysis
            return Instance(owner) if is_here and self.is_module_class(owner) else None
        made = expression if expression.kind == "call" else self.names.value(expression)
        name = None if made is None else self.names.called(made)
        layer = (name or "").removeprefix(f"{NNX}.")
        return Instance(layer=layer) if is_layer(layer) else None

    def _passed(self, expression: Node) -> Value | None:
        """What all visible calls of a transformed function pass for a parameter of it."""
        binding = self.names.binding(expression)
        if binding is None or binding.kind is not BindingKind.PARAMETER:
            return None
        function = ancestor(binding.node, *FUNCTIONS)
        for stack in self._analysis.stacks.all:
            if stack.function is not None and stack.function.node == function:
                parameter = stack.function.parameter(binding.name)
                if parameter is not None:
                    return self._analysis.flow.guesses.of_parameter(stack, parameter)
        return None

    def is_module_class(self, node: Node, depth: int = _DEPTH) -> bool:
        """Whether a class certainly derives from `nnx.Module`, or from a layer of `flax.nnx`."""
        if any(self._is_module(base) for base in _bases(node)):
            return True
        return depth > 0 and any(self.is_module_class(c, depth - 1) for c in self._parents(node))

    def method(self, instance: Instance, name: str, depth: int = _DEPTH) -> Node | None:
        """The plain method of this name, which no decorator can have made something else."""
        if instance.owner is None or depth == 0 or self._is_set(instance.owner, name):
            return None
        found = method(instance.owner, name)
        if found is not None:
            around = found.parent
            is_decorated = around is not None and around.kind == "decorated_definition"
            return None if is_decorated else found
        inherited = (
            self.method(Instance(parent), name, depth - 1)
            for parent in self._parents(instance.owner)
        )
        return next((one for one in inherited if one is not None), None)

    def _is_set(self, owner: Node, name: str) -> bool:
        """Whether an instance or a class body may give the name another value than the method."""
        for mention in self.names.module.mentions_by_name(name):
            around = mention.parent
            if around is None:
                continue
            if around.kind == "attribute" and is_field(around, "attribute", mention):
                if is_assigned(around) and not _wraps_itself(around):
                    return True
            elif is_assigned(mention) and class_around(mention) == owner:
                return True
        return False

    def _is_module(self, base: Node) -> bool:
        name = self.names.nnx(base)
        return name == "Module" or is_layer(name or "")

    def _parents(self, node: Node) -> Iterator[Node]:
        for base in _bases(node):
            binding = self.names.binding(base)
            if binding is not None and binding.kind is BindingKind.CLASS:
                yield binding.node


def _wraps_itself(attribute: Node) -> bool:
    """`self.step = nnx.jit(self.step)`, which takes the method first."""
    statement = attribute.parent
    value = None if statement is None else statement.field("right")
    return value is not None and attribute.text in value.text


def _bases(node: Node) -> list[Node]:
    listed = node.field("superclasses")
    bases = listed.parts if listed is not None else []
    return [base for base in bases if base.kind != "keyword_argument"]


@cache
def is_layer(name: str) -> bool:
    """Whether `flax.nnx` exports a layer by this name."""
    api = releases.export(name, releases.newest()) if name else None
    if api is None or api.kind != "class":
        return False
    return name == "Sequential" or (name != "Module" and api.keyword("rngs") is not None)
