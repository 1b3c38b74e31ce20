"""Decorators of 0.8.x that a module keeps for the functions of others, or makes for its callers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.program.functions import read_function
from flake8_nnx_rng.semantics.program.uses import Form, definition_of
from flake8_nnx_rng.semantics.project.outside_calls import mentions_in
from flake8_nnx_rng.semantics.releases.transforms import MAPPING
from flake8_nnx_rng.semantics.values.values import Kept, Kind
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, call_of
from flake8_nnx_rng.syntax.scopes import BODIES, FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.functions import Function
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.semantics.values.values import Value
    from flake8_nnx_rng.syntax.tree import Node


class Decorated(NamedTuple):
    """A function that such a decorator transforms, and the module in which that is done."""

    user: Analysis
    function: Function

    @property
    def given(self) -> list[Value]:
        """What its parameters are by themselves."""
        home = self.user.home(self.function.node).flow
        guessed = home.guesses.parameters
        values = [guessed.by_itself(self.function, p) for p in self.function.parameters]
        return [home.guesses.seen(value) for value in values]

    @property
    def returned(self) -> Value:
        """What it returns."""
        return self.user.flow.guesses.returned(self.function)


class HandedOn:
    """Answers for the decorators of one module."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis

    @cached_property
    def uses(self) -> dict[Node, list[Decorated]]:
        """The functions of each decorator that no transformed function of the module shows."""
        if not self._analysis.is_legacy:
            return {}
        stacks = self._analysis.stacks.all
        shown = {layer.use.node for stack in stacks for layer in stack.layers if layer.use}
        kept = [use for use in self._analysis.uses if use.form is Form.FACTORY]
        found = {
            use.node: list(self._decorated(use))
            for use in kept
            if use.name in MAPPING and use.node not in shown
        }
        return {node: functions for node, functions in found.items() if functions}

    def splitting(self, use: TransformUse) -> bool:
        """Whether a decorator took streams apart that one of its functions is given."""
        return any(
            value.kind is Kind.RNGS or (value.kind is Kind.MODULE and value.kept != Kept.NOTHING)
            for decorated in self.uses.get(use.node, ())
            for value in decorated.given
        )

    def _decorated(self, use: TransformUse) -> Iterator[Decorated]:
        holder, is_made = self._holder(use.node)
        if holder is None:
            return
        users = [self._analysis]
        if self._analysis.neighbours is not None:
            users += self._analysis.neighbours.importers(holder.text, self._analysis)
        for user in users:
            for mention in mentions_in(holder.text, user):
                expression = reference(mention)
                if expression is None or not self._is_of(expression, holder, user):
                    continue
                decorator = call_of(expression) if is_made else expression
                function = None if decorator is None else _function_of(decorator, user)
                if function is not None:
                    yield Decorated(user, function)

    def _holder(self, node: Node) -> tuple[Node | None, bool]:
        """The name that keeps a decorator, or that of the function which makes it when called."""
        around = node.parent
        function = ancestor(node, *FUNCTIONS)
        if around is not None and around.kind == "return_statement" and function is not None:
            is_at_top = ancestor(function, *BODIES) is None
            return (function.field("name") if is_at_top else None), True
        left = around.field("left") if around is not None and around.kind == "assignment" else None
        is_name = left is not None and left.kind == "identifier" and function is None
        return (left if is_name else None), False

    def _is_of(self, expression: Node, holder: Node, user: Analysis) -> bool:
        """Whether an expression certainly is what the module has under a name."""
        if user is self._analysis:
            binding = user.names.binding(expression)
        else:
            located = user.imported(expression)
            binding = None
            if located is not None and located.analysis is self._analysis:
                binding = located.binding
        return binding is not None and holder.parent in (binding.node, binding.node.parent)


def _function_of(decorator: Node, user: Analysis) -> Function | None:
    """The function that a decorator stands above, or is called with."""
    around = decorator.parent
    if around is not None and around.kind == "decorator" and around.parent is not None:
        definition = definition_of(around.parent)
        return read_function(definition) if definition.kind == "function_definition" else None
    call = call_of(decorator)
    given = None if call is None else next(iter(arguments(call).positional), None)
    return None if given is None else user.far_functions.peel(given)[1]
