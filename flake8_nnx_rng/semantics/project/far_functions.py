"""Far functions: what a module transforms that another file of the project defines."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.functions import method
from flake8_nnx_rng.semantics.program.layers import Stack
from flake8_nnx_rng.semantics.project.spread_options import with_spread
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.functions import Function
    from flake8_nnx_rng.semantics.program.peeling import Peeled
    from flake8_nnx_rng.syntax.tree import Node


class FarFunctions:
    """Answers for the transformed functions of one module."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._peeler = analysis.stacks.peeler(self._elsewhere)

    @cached_property
    def stacks(self) -> list[Stack]:
        """All transformed functions of the module, each with its function wherever that is.

        So are the options of the transforms of old code.
        """
        stacks = [
            stack if stack.function is not None else Stack(stack.root, *self.peel(stack.root))
            for stack in self._analysis.stacks.all
        ]
        return list(map(self._with_options, stacks)) if self._analysis.is_legacy else stacks

    def _with_options(self, stack: Stack) -> Stack:
        if not any(layer.use and layer.use.options.unpacks_keywords for layer in stack.layers):
            return stack
        layers = (
            layer
            if layer.use is None
            else layer._replace(use=with_spread(layer.use, self._analysis))
            for layer in stack.layers
        )
        return replace(stack, layers=tuple(layers))

    def peel(self, node: Node) -> Peeled:
        """The layers around a function expression, and the function wherever it is defined."""
        return self._peeler.peel(node)

    def _elsewhere(self, expression: Node) -> Function | None:
        """The function of another file that an expression is, if nothing is wrapped around it."""
        found = self._analysis.imported(expression)
        if found is None:
            return self._method(expression) if expression.kind == "attribute" else None
        far, binding = found.analysis.far_functions, found.binding
        if binding.kind in (BindingKind.FUNCTION, BindingKind.CLASS):
            layers, function = far._peeler.peel_definition(binding.node)
        elif binding.kind is BindingKind.VALUE and binding.value is not None:
            layers, function = far.peel(binding.value)
        else:
            return None
        return None if layers else function

    def _method(self, attribute: Node) -> Function | None:
        """A method that is named through its class: `Block.__call__`, `Model.create`."""
        owner = self._analysis.imported(field_of(attribute, "object"))
        if owner is None or owner.binding.kind is not BindingKind.CLASS:
            return None
        found = method(owner.binding.node, field_of(attribute, "attribute").text)
        if found is None:
            return None
        layers, function = owner.analysis.far_functions._peeler.peel_definition(found)
        decorators = [layer.node.text for layer in layers]
        if function is None or decorators not in ([], ["staticmethod"], ["classmethod"]):
            return None
        return function
