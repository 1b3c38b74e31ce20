"""Free names: what a piece of code binds, and which names it takes from around it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any

from flake8_nnx_rng.fixes.words import WORD

_CHANGES_ARGUMENT = frozenset({"split_rngs", "fork_rngs", "restore_rngs", "update"})
_CHANGES_OWNER = frozenset({"eval", "train", "set_attributes"})

_Nodes = Iterable[ast.AST | None]
"""What is left to be read of a node."""


class FreeNames:
    """Reads the code of one scope, those inside included.

    `used` are looked up in it or around it, `bound` are all that it binds, by imports and by
    assignments among others. `shared` are bound around it: `global` names. `changes` says that it
    may give other state to a value that it has not made.
    """

    def __init__(self, nodes: _Nodes, parameters: Iterable[str] = ()) -> None:
        self.used: set[str] = set()
        self.bound = set(parameters)
        self.imported: set[str] = set()
        self.assigned: set[str] = set()
        self.shared: set[str] = set()
        self.changes = False
        left = [*nodes]
        while left:  # expressions may be nested deeper than Python calls
            node = left.pop()
            if node is not None:
                left += _READERS.get(type(node), _parts)(self, node)

    def name(self, node: ast.Name) -> _Nodes:
        """A name that is looked up, or bound."""
        if isinstance(node.ctx, ast.Load):
            self.used.add(node.id)
        else:
            self.assign(node.id)
        return ()

    def assign(self, name: str) -> None:
        """A name that some value gets."""
        self.bound.add(name)
        self.assigned.add(name)

    def changed(self, node: ast.AugAssign) -> _Nodes:
        """A value that is looked up and assigned anew."""
        if isinstance(node.target, ast.Name):
            self.used.add(node.target.id)
        return _parts(self, node)

    def annotated(self, node: ast.AnnAssign) -> _Nodes:
        """A value with its type."""
        self.annotation(node.annotation)
        return node.target, node.value

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> _Nodes:
        """A scope of its own; its decorators, defaults and annotations are not in it."""
        self.bound.add(node.name)
        self.annotation(node.returns)
        return *node.decorator_list, *self.body(node.args, node.body)

    def body(self, listed: ast.arguments, body: Iterable[ast.AST]) -> _Nodes:
        """What a function, or a lambda, does with its parameters."""
        positional = (*listed.posonlyargs, *listed.args, *listed.kwonlyargs)
        parameters = [p for p in (*positional, listed.vararg, listed.kwarg) if p is not None]
        for parameter in parameters:
            self.annotation(parameter.annotation)
        inner = FreeNames(body, (parameter.arg for parameter in parameters))
        self.take(inner, inner.bound - inner.shared)
        return *listed.defaults, *listed.kw_defaults

    def class_(self, node: ast.ClassDef) -> _Nodes:
        """A class, whose names no function in it can see."""
        self.bound.add(node.name)
        self.take(FreeNames(node.body), set())
        return *node.decorator_list, *node.bases, *node.keywords

    def comprehension(self, node: ast.AST) -> _Nodes:
        """A comprehension, whose targets nobody else sees."""
        inner = FreeNames(ast.iter_child_nodes(node))
        self.take(inner, inner.bound)
        return ()

    def take(self, inner: FreeNames, hidden: set[str]) -> None:
        """What an inner scope takes from this one, or from around it."""
        self.used |= inner.used - hidden
        self.shared |= inner.shared
        self.changes |= inner.changes

    def call(self, node: ast.Call) -> _Nodes:
        """A call, which may split its argument in place, or tell its owner to be quiet."""
        called = node.func
        is_method = isinstance(called, ast.Attribute)
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        self.changes |= is_method and name in _CHANGES_OWNER
        self.changes |= bool(node.args) and name in _CHANGES_ARGUMENT
        return _parts(self, node)

    def entered(self, node: ast.withitem) -> _Nodes:
        """What a `with` enters: it may change what it is given until it is left."""
        self.changes |= isinstance(node.context_expr, ast.Call) and bool(node.context_expr.args)
        return _parts(self, node)

    def attribute(self, node: ast.Attribute) -> _Nodes:
        """An attribute that is looked up, or set in what may not be its own."""
        is_own = isinstance(node.value, ast.Name) and node.value.id == "self"
        self.changes |= not isinstance(node.ctx, ast.Load) and not is_own
        return (node.value,)

    def annotation(self, node: ast.expr | None) -> None:
        """A type, parts of which may stand in quotes."""
        for part in () if node is None else ast.walk(node):
            if isinstance(part, ast.Name):
                self.used.add(part.id)
            elif isinstance(part, ast.Constant) and isinstance(part.value, str):
                self.used.update(WORD.findall(part.value))

    def shares(self, node: ast.Global) -> _Nodes:
        """Names that the module has."""
        self.shared.update(node.names)
        return ()

    def brings(self, node: ast.alias) -> _Nodes:
        """What an import brings; `*` for what is not listed."""
        name = node.asname or node.name.partition(".")[0]
        self.bound.add(name)
        self.imported.add(name)
        return ()

    def captured(self, node: ast.ExceptHandler | ast.MatchAs | ast.MatchStar) -> _Nodes:
        """A name for an exception, or for what a pattern matches."""
        if node.name is not None:
            self.assign(node.name)
        return _parts(self, node)

    def rest(self, node: ast.MatchMapping) -> _Nodes:
        """The name for what is left of a mapping."""
        if node.rest is not None:
            self.assign(node.rest)
        return _parts(self, node)


def _parts(_: FreeNames, node: ast.AST) -> _Nodes:
    return ast.iter_child_nodes(node)


_READERS: dict[type[ast.AST], Callable[[FreeNames, Any], _Nodes]] = {
    ast.Name: FreeNames.name,
    ast.AugAssign: FreeNames.changed,
    ast.AnnAssign: FreeNames.annotated,
    ast.FunctionDef: FreeNames.function,
    ast.AsyncFunctionDef: FreeNames.function,
    ast.Lambda: lambda names, node: names.body(node.args, [node.body]),
    ast.ClassDef: FreeNames.class_,
    ast.ListComp: FreeNames.comprehension,
    ast.SetComp: FreeNames.comprehension,
    ast.DictComp: FreeNames.comprehension,
    ast.GeneratorExp: FreeNames.comprehension,
    ast.Call: FreeNames.call,
    ast.withitem: FreeNames.entered,
    ast.Attribute: FreeNames.attribute,
    ast.Global: FreeNames.shares,
    ast.alias: FreeNames.brings,
    ast.ExceptHandler: FreeNames.captured,
    ast.MatchAs: FreeNames.captured,
    ast.MatchStar: FreeNames.captured,
    ast.MatchMapping: FreeNames.rest,
}
