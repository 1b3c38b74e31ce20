"""Nesting: the scopes of a module, and in which of them each statement stands that binds names."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from flake8_nnx_rng.syntax.bindings import BINDERS, DECLARATIONS, DEFINITIONS
from flake8_nnx_rng.syntax.scopes import COMPREHENSIONS, SCOPES, Scope

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Tree

_STRUCTURE = tuple(dict.fromkeys((*SCOPES, *BINDERS, *DEFINITIONS, *DECLARATIONS)))


def scopes_of(tree: Tree, is_prose: bool) -> list[Scope]:
    """All scopes of a module, an outer one before an inner one; no node is made for that."""
    kinds = {cls: kind for kind in SCOPES for cls in tree.kinds[kind]}
    declaring = {cls for kind in DECLARATIONS for cls in tree.kinds[kind]}
    binding = {cls for kind in (*BINDERS, *DEFINITIONS) for cls in tree.kinds[kind]}
    around = [Scope(tree, tree.raw, tree.root.kind, None, 0, len(tree.code) + 1, is_prose)]
    found = around.copy()
    for start, raw in zip(*tree.listed(*_STRUCTURE), strict=True):
        while start >= around[-1].end:
            around.pop()
        scope = next(scope for scope in reversed(around) if scope.start <= start)
        cls = raw.__class__
        if cls in binding:
            _owner(scope, cls).binders.append(raw)
        elif cls in declaring:
            scope.declarations.append(raw)
        if cls in kinds:
            body, end = _start_of_body(tree, raw), tree.span(raw)[1]
            around.append(Scope(tree, raw, kinds[cls], scope, body, end))
            found.append(around[-1])
    return found


def _owner(scope: Scope, cls: type) -> Scope:
    """The scope for which a statement or an expression in another binds its names."""
    while cls is ast.NamedExpr and scope.kind in COMPREHENSIONS and scope.parent is not None:
        scope = scope.parent
    return scope


def _start_of_body(tree: Tree, raw: Any) -> int:
    """Where the names of a scope begin to hold: behind decorators, defaults and bases."""
    body = getattr(raw, "body", raw)
    first = body[0] if isinstance(body, list) else body
    decorators = getattr(first, "decorator_list", None)
    return tree.span(decorators[0] if decorators else first)[0]
