"""Nesting: the scopes of a module, and in which of them each statement stands that binds names."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from flake8_nnx_rng.syntax.binders import BINDING, COMPREHENDING, DECLARING
from flake8_nnx_rng.syntax.scopes import SCOPES, Scope

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Tree


def scopes_of(tree: Tree, is_prose: bool) -> list[Scope]:
    """All scopes of a module, an outer one before an inner one; no node is made for that."""
    kinds = {cls: kind for kind in SCOPES for cls in tree.kinds[kind]}
    parents, module = tree.index.parents, Scope(tree, tree.raw, tree.root.kind, None, is_prose)
    found = {id(tree.raw): module}
    for raw in tree.index.structure:
        cls = raw.__class__
        scope = found[id(_opener(raw, parents, found))]
        if cls in BINDING:
            _owner(scope, cls).binders.append(raw)
        elif cls in DECLARING:
            scope.declarations.append(raw)
        if cls in kinds:
            found[id(raw)] = Scope(tree, raw, kinds[cls], scope, is_prose)
    return list(found.values())


def _opener(raw: ast.AST, parents: dict[int, ast.AST], opened: dict[int, Scope]) -> ast.AST:
    """What opens the scope in which a node stands."""
    outer = parents[id(raw)]
    while id(outer) not in opened or not _is_within(raw, outer):
        raw, outer = outer, parents[id(outer)]
    return outer


def _is_within(raw: ast.AST, opener: Any) -> bool:
    """Whether what opens a scope holds a node in its body: no decorator, default or base."""
    if opener.__class__ in COMPREHENDING:
        return True
    return raw is opener.body if opener.__class__ is ast.Lambda else isinstance(raw, ast.stmt)


def _owner(scope: Scope, cls: type) -> Scope:
    """The scope for which a statement or an expression in another binds its names."""
    while cls is ast.NamedExpr and scope.is_comprehension and scope.parent is not None:
        scope = scope.parent
    return scope
