"""Call sites: the visible calls of transformed functions, and what they pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.program.functions import (
    Function,
    Parameter,
    ParameterKind,
    decorated_as,
    takes_object,
)
from flake8_nnx_rng.semantics.program.layers import Stack
from flake8_nnx_rng.semantics.program.names import Names
from flake8_nnx_rng.semantics.program.uses import definition_of
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import Arguments, ancestor, arguments, call_of, field_of, is_field

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node


class CallSite(NamedTuple):
    """A call; `bound` where the first parameter is filled by the object before the dot."""

    call: Node
    bound: bool = False


class CallSites:
    """Finds the calls of transformed functions in their module."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.module = names.module
        self._uses: dict[str, dict[Node | None, list[Node]]] = {}

    def of(self, stack: Stack) -> list[CallSite]:
        """The visible calls of a transformed function, or of a plain one that is the root."""
        if stack.root.kind == "function_definition":
            return self._of_definition(stack.root)
        if stack.root.kind != "decorated_definition":
            return self._of_value(stack.root)
        return self._of_definition(definition_of(stack.root))

    def by_name(self, stack: Stack) -> list[CallSite]:
        """The calls `model.encode(x)` of a method whose name no other function of the module has.

        What stands before the dot is taken to be an instance.
        """
        if stack.root.kind != "decorated_definition":
            return []
        definition = definition_of(stack.root)
        name = field_of(definition, "name").text
        functions = self.module.root.find_all("function_definition")
        namesakes = [node for node in functions if field_of(node, "name").text == name]
        if _class_of(definition) is None or namesakes != [definition] or name.startswith("__"):
            return []
        taken = [n for n in self._expressions(name, definition) if n.kind == "attribute"]
        return [site for expression in taken for site in _called(expression, bound=True)]

    def arguments_for(self, stack: Stack, parameter: Parameter) -> list[Node]:
        """What the visible calls pass for a parameter, where it is written."""
        if stack.function is None:
            return []
        passed = (
            argument_for(stack.function, parameter, arguments(site.call), bound=site.bound)
            for site in self.of(stack)
        )
        return [value for value in passed if value is not None]

    def _of_definition(self, definition: Node) -> list[CallSite]:
        name = field_of(definition, "name").text
        owner = _class_of(definition)
        if owner is not None and name == "__init__":
            return [CallSite(site.call, bound=True) for site in self._of_definition(owner)]
        found = []
        for expression in self._expressions(name, definition):
            if self._names(expression, definition, owner):
                found += _called(expression, bound=self._binds(expression, definition, owner))
        return found

    def _of_value(self, root: Node) -> list[CallSite]:
        top = root
        parent = top.parent
        if parent is None:
            return []
        if parent.kind == "call" and is_field(parent, "function", top):
            return [CallSite(parent)]
        left = parent.field("left") if parent.kind == "assignment" else None
        if left is None or left.kind != "identifier":
            return []
        mentions = self.module.mentions_by_name(left.text)
        meant = [m for m in mentions if reference(m) == m and self.names.value(m) == root]
        return [site for mention in meant for site in _called(mention)]

    def _expressions(self, name: str, definition: Node) -> list[Node]:
        """Uses of a name that may be the definition: attributes, and names bound to it."""
        if name not in self._uses:
            uses: dict[Node | None, list[Node]] = {}
            for mention in self.module.mentions_by_name(name):
                expression = reference(mention)
                if expression is not None:
                    uses.setdefault(self._definition(expression), []).append(expression)
            self._uses[name] = uses
        return [*self._uses[name].get(None, ()), *self._uses[name].get(definition, ())]

    def _definition(self, expression: Node) -> Node | None:
        """What an identifier is bound to; None for an attribute."""
        if expression.kind != "identifier":
            return None
        binding = self.names.binding(expression)
        return expression if binding is None else binding.node

    def _names(self, expression: Node, definition: Node, owner: Node | None) -> bool:
        """Whether a use is of this definition: `f`, `self.f`, `Block.f`."""
        if expression.kind == "identifier":
            return True
        if owner is None:
            return False
        if field_of(expression, "object").text in ("self", "cls"):
            return ancestor(expression, "class_definition") == owner
        return self._is_class(field_of(expression, "object"), owner)

    def _binds(self, expression: Node, definition: Node, owner: Node | None) -> bool:
        """Whether what stands before the dot fills the first parameter."""
        if owner is None or expression.kind != "attribute":
            return False
        through_class = self._is_class(field_of(expression, "object"), owner)
        is_bound = takes_object(definition) and not through_class
        return is_bound or decorated_as(definition, "classmethod")

    def _is_class(self, expression: Node, owner: Node) -> bool:
        binding = self.names.binding(expression)
        return binding is not None and binding.node == owner


def _class_of(definition: Node) -> Node | None:
    holder = ancestor(definition, "class_definition", "function_definition")
    return holder if holder is not None and holder.kind == "class_definition" else None


def _called(expression: Node, *, bound: bool = False) -> list[CallSite]:
    call = call_of(expression)
    return [] if call is None else [CallSite(call, bound)]


def given(function: Function, passed: Arguments, *, bound: bool = False) -> dict[str, Node]:
    """The expressions that a call passes, by parameter; what `*args` may be is left out.

    A bound call fills the first parameter itself.
    """
    positional = [p for p in function.parameters if p.kind is ParameterKind.POSITIONAL][bound:]
    found = dict(zip((p.name for p in positional), passed.certain, strict=False))
    names = {p.name for p in function.parameters}
    return found | {name: node for name, node in passed.keywords.items() if name in names}


def argument_for(
    function: Function, parameter: Parameter | None, passed: Arguments, *, bound: bool = False
) -> Node | None:
    """The expression that a call passes for a parameter, None if not written."""
    return None if parameter is None else given(function, passed, bound=bound).get(parameter.name)
