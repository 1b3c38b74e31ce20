"""Stacks: every transformed function of a module, with the layers around it in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.functions import Function, method, read_class, read_function
from flake8_nnx_rng.semantics.layers import Layer, Stack
from flake8_nnx_rng.semantics.names import Names
from flake8_nnx_rng.semantics.transforms import SPLITTING, TRANSPARENT
from flake8_nnx_rng.semantics.uses import (
    Form,
    TransformUse,
    decorator_expression,
    definition_of,
    find_uses,
)
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.module import Module
from flake8_nnx_rng.syntax.nodes import (
    ancestor,
    arguments,
    bare,
    field_of,
    is_field,
    outermost_parenthesis,
    parts,
    start,
)

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_TRANSPARENT_ELSEWHERE = frozenset(
    {"jax.jit", "jax.named_call", "jax.checkpoint", "jax.remat", "staticmethod", "classmethod"}
    | {"override", "typing.override", "typing_extensions.override"}
)
_WRAPPERS = frozenset(Form) - {Form.CALL, Form.REFERENCE}
"""Forms in which the use itself is a decorator, to be applied to a function."""


Peeled = tuple[tuple[Layer, ...], Function | None]
"""The layers of a function expression and the function inside, if it is visible."""


class Stacks:
    """All transformed functions of a module."""

    def __init__(self, module: Module, names: Names) -> None:
        self.module = module
        self.names = names
        self.uses = find_uses(module.mentions, names)
        aliases = self._aliases()
        alias_mentions = module.mentions_of(aliases) if aliases else []
        self.uses += find_uses(alias_mentions, names)
        wrapping = [u for u in self.uses if not _takes_node(u)]
        self._applied = {u.applied: u for u in wrapping if u.applied is not None}
        self._wrappers = {u.node: u for u in wrapping if u.form in _WRAPPERS}
        self.all = self._find(alias_mentions)

    def _aliases(self) -> set[str]:
        """Names that stand for a transform with options."""
        found = set()
        for use in self.uses:
            if use.form is Form.FACTORY:
                holder = outermost_parenthesis(use.node).parent()
                left = holder.field("left") if holder is not None else None
                if holder is not None and holder.kind() == "assignment" and left is not None:
                    found |= {left.text()} if left.kind() == "identifier" else set()
        return found

    def _find(self, alias_mentions: list[SgNode]) -> list[Stack]:
        roots: dict[SgNode, None] = {}
        for use in self.uses:
            if use.target is not None and not _takes_node(use):
                roots[self._outermost(use.applied or use.target)] = None
        for mention in alias_mentions:
            root = self._root_of_alias(mention)
            if root is not None:
                roots[root] = None
        return [self._read(root) for root in sorted(roots, key=start)]

    def _root_of_alias(self, mention: SgNode) -> SgNode | None:
        """The definition or call to which a kept decorator is applied."""
        if self.wrapper(mention) is None:
            return None
        top = outermost_parenthesis(mention)
        parent = top.parent()
        if parent is not None and parent.kind() == "decorator":
            return parent.parent()
        if parent is not None and parent.kind() == "call" and is_field(parent, "function", top):
            return self._outermost(parent)
        return None

    def _outermost(self, node: SgNode) -> SgNode:
        """Climb while the result is at once the function of another transform."""
        while True:
            around = ancestor(node, "call", "block", "decorated_definition")
            if around is None or around.kind() != "call" or self._inner(around) != node:
                return node
            node = around

    def is_function(self, node: SgNode) -> bool:
        """Whether an expression certainly is a function, transformed or not."""
        layers, function = self._peel(node, ())
        return function is not None or any(layer.use is not None for layer in layers)

    def wrapper(self, expression: SgNode) -> TransformUse | None:
        """The transform that an expression is, ready to be applied, also by a local name."""
        expression = bare(expression)
        own = self._wrappers.get(expression)
        if own is not None:
            return own
        value = self.names.value(expression)
        return None if value is None else self._wrappers.get(value)

    def _inner(self, call: SgNode) -> SgNode | None:
        """The function that a call transforms."""
        use = self._applied.get(call)
        if use is not None:
            return use.target
        if self.wrapper(field_of(call, "function")) is None:
            return None
        return next(iter(arguments(call).positional), None)

    def _read(self, root: SgNode) -> Stack:
        layers, function = self._peel(root, ())
        return Stack(root, layers, function)

    def _peel(self, node: SgNode, seen: tuple[SgNode, ...]) -> Peeled:
        """The layers around a function expression, and the function itself if it is visible."""
        node = bare(node)
        if node in seen:
            return (), None
        seen = (*seen, node)
        kind = node.kind()
        if kind == "decorated_definition":
            return self._decorators(node)
        if kind == "call":
            return self._peel_call(node, seen)
        if kind in ("lambda", "function_definition"):
            return (), read_function(node)
        if kind == "class_definition":
            return (), read_class(node)
        if kind == "identifier":
            return self._peel_name(node, seen)
        if kind == "attribute":
            return self._peel_attribute(node, seen)
        return (), None

    def _decorators(self, decorated: SgNode) -> Peeled:
        expressions = [decorator_expression(d) for d in parts(decorated) if d.kind() == "decorator"]
        layers = tuple(self._layer(expression) for expression in expressions)
        definition = definition_of(decorated)
        if definition.kind() == "class_definition":
            return layers, read_class(definition)
        return layers, read_function(definition)

    def _layer(self, expression: SgNode) -> Layer:
        use = self.wrapper(expression)
        if use is not None:
            return Layer(expression, use, use.name in TRANSPARENT)
        named = expression
        if expression.kind() == "call":
            named = field_of(expression, "function")
            if self.names.symbol(named) == "functools.partial":
                named = next(iter(arguments(expression).positional), named)
        symbol = self.names.symbol(named) or named.text()
        return Layer(expression, None, symbol in _TRANSPARENT_ELSEWHERE)

    def _peel_call(self, call: SgNode, seen: tuple[SgNode, ...]) -> Peeled:
        inner = self._inner(call)
        use = self._applied.get(call) or self.wrapper(field_of(call, "function"))
        if use is not None and inner is not None:
            layers, function = self._peel(inner, seen)
            return (Layer(call, use, use.name in TRANSPARENT), *layers), function
        other = self._layer(call)
        given = arguments(call).positional
        if other.transparent and len(given) == 1:
            layers, function = self._peel(given[0], seen)
            return (other, *layers), function
        return (Layer(call, None, False),), None

    def _peel_name(self, name: SgNode, seen: tuple[SgNode, ...]) -> Peeled:
        binding = self.names.binding(name)
        if binding is None:
            return (), None
        if binding.kind in (BindingKind.FUNCTION, BindingKind.CLASS):
            return self._peel_definition(binding.node, seen)
        value = self.names.value(name)
        return ((), None) if value is None else self._peel(value, seen)

    def _peel_definition(self, definition: SgNode, seen: tuple[SgNode, ...]) -> Peeled:
        around = definition.parent()
        decorated = around is not None and around.kind() == "decorated_definition"
        return self._peel(around if decorated and around is not None else definition, seen)

    def _peel_attribute(self, node: SgNode, seen: tuple[SgNode, ...]) -> Peeled:
        """A method named through its class: `Block.create`."""
        binding = self.names.binding(field_of(node, "object"))
        if binding is None or binding.kind is not BindingKind.CLASS:
            return (), None
        found = method(binding.node, field_of(node, "attribute").text())
        return ((), None) if found is None else self._peel_definition(found, seen)


def _takes_node(use: TransformUse) -> bool:
    """Whether this is `split_rngs(rngs, ...)`, which acts on state and wraps no function."""
    return use.form is Form.CALL and use.name in SPLITTING
