"""Stacks: every transformed function of a module, with the layers around it in order."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.layers import Layer, Stack
from flake8_nnx_rng.semantics.program.names import Names
from flake8_nnx_rng.semantics.program.peeling import Peeler
from flake8_nnx_rng.semantics.program.uses import Form, TransformUse, find_uses
from flake8_nnx_rng.semantics.program.wrappers import Wrappers, takes_node
from flake8_nnx_rng.syntax.module import Module
from flake8_nnx_rng.syntax.nodes import ancestor, is_field, start

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.program.functions import Function
    from flake8_nnx_rng.syntax.tree import Node


class Stacks:
    """All transformed functions of a module."""

    def __init__(self, module: Module, names: Names, mentioned: list[Node]) -> None:
        self.module = module
        self.names = names
        self.uses = find_uses(mentioned, names)
        aliases = self._aliases()
        alias_mentions = module.mentions_of(aliases) if aliases else []
        self.uses += find_uses(alias_mentions, names)
        self._wrappers = Wrappers(names, self.uses)
        self._peeler = Peeler(names, self._wrappers)
        self.all = self._find(alias_mentions)

    def is_split_around(self, stack: Stack) -> bool:
        """Whether a split stands above the transformed function, here or where it is called.

        `nnx.split_rngs(splits=x.shape[0])(forward)(x)` splits for each call of `forward`.
        """
        return bool(stack.splitting_layers) or stack.layers[0].node in self._below_splits

    @cached_property
    def _below_splits(self) -> frozenset[Node]:
        """The layers that stand below a split in any stack."""
        splits = ((stack, layer) for stack in self.all for layer in stack.splitting_layers)
        return frozenset(below.node for stack, layer in splits for below in stack.below(layer))

    def _aliases(self) -> set[str]:
        """Names that stand for a transform with options."""
        found = set()
        for use in self.uses:
            if use.form is Form.FACTORY:
                holder = use.node.parent
                left = holder.field("left") if holder is not None else None
                if holder is not None and holder.kind == "assignment" and left is not None:
                    found |= {left.text} if left.kind == "identifier" else set()
        return found

    def _find(self, alias_mentions: list[Node]) -> list[Stack]:
        roots: dict[Node, None] = {}
        for use in self.uses:
            if use.target is not None and not takes_node(use):
                roots[self._outermost(use.applied or use.target)] = None
        for mention in alias_mentions:
            root = self._root_of_alias(mention)
            if root is not None:
                roots[root] = None
        return [self._read(root) for root in sorted(roots, key=start)]

    def _root_of_alias(self, mention: Node) -> Node | None:
        """The definition or call to which a kept decorator is applied."""
        if self.wrapper(mention) is None:
            return None
        top = mention
        parent = top.parent
        if parent is not None and parent.kind == "decorator":
            return parent.parent
        if parent is not None and parent.kind == "call" and is_field(parent, "function", top):
            return self._outermost(parent)
        return None

    def _outermost(self, node: Node) -> Node:
        """Climb while the result is at once the function of another transform."""
        while True:
            around = ancestor(node, "call", "block", "decorated_definition")
            if around is None or around.kind != "call" or self._wrappers.inner(around) != node:
                return node
            node = around

    def inner(self, stack: Stack) -> Node | None:
        """What is handed to the innermost layer of a stack whose function is not in view."""
        last = stack.layers[-1] if stack.layers else None
        if last is None or last.use is None or last.node.kind != "call":
            return None
        return self._wrappers.inner(last.node)

    def is_function(self, node: Node) -> bool:
        """Whether an expression certainly is a function, transformed or not."""
        layers, function = self._peeler.peel(node)
        return function is not None or any(layer.use is not None for layer in layers)

    def function(self, node: Node) -> Function | None:
        """The function that an expression or definition comes to, if it is visible."""
        return self._peeler.peel(node)[1]

    def layers(self, node: Node) -> tuple[Layer, ...]:
        """The layers around the function that an expression is."""
        return self._peeler.peel(node)[0]

    def function_at(self, node: Node) -> Function | None:
        """The function that an expression is, if nothing is wrapped around it."""
        layers, function = self._peeler.peel(node)
        return None if layers else function

    def wrapper(self, expression: Node) -> TransformUse | None:
        """The transform that an expression is, ready to be applied, also by a local name."""
        return self._wrappers.wrapper(expression)

    def peeler(self, elsewhere: Callable[[Node], Function | None]) -> Peeler:
        """One that knows functions of other modules."""
        return Peeler(self.names, self._wrappers, elsewhere)

    def _read(self, root: Node) -> Stack:
        layers, function = self._peeler.peel(root)
        return Stack(root, layers, function)
