"""Calls: where a program itself calls a unit, and what the arguments there need."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

Scope = ast.Module | ast.FunctionDef | ast.If
"""Where names are bound one after the other; of `if` those at the outermost level count."""
_MOST = 4
"""Calls of one function that are tried for their arguments."""


@dataclass(frozen=True)
class VisibleCall:
    """A call of the function, class or method `of`, all as source text.

    `arguments` are pairs of the keyword, if any, and the text. `preamble` are assignments before
    the call in its function that the arguments depend on, and what pytest's fixtures do for it.
    """

    of: str
    callee: str
    arguments: tuple[tuple[str | None, str], ...]
    preamble: tuple[str, ...]
    shown: str


def visible_calls(tree: ast.Module, name: str) -> list[VisibleCall]:
    """The first calls of `f`, `Block` or `Block.method` in a program, in their order.

    Those of a method are calls of any object; whether it is the right class shows at run time.
    """
    found = sorted(_calls(tree, name), key=lambda pair: (pair[1].lineno, pair[1].col_offset))
    return [_described(tree, scope, call, name) for scope, call in found[:_MOST]]


def _calls(tree: ast.Module, name: str) -> Iterator[tuple[Scope, ast.Call]]:
    owner, _, method = name.rpartition(".")
    for scope, node in _scoped(tree, tree):
        if not isinstance(node, ast.Call):
            continue
        if not owner:
            meant = isinstance(node.func, ast.Name) and node.func.id == method
        elif method == "__call__":
            meant = isinstance(node.func, ast.Name) and _assigned(tree, scope, node.func.id)
        else:
            meant = isinstance(node.func, ast.Attribute) and node.func.attr == method
        if meant:
            yield scope, node


def _scoped(node: ast.AST, scope: Scope) -> Iterator[tuple[Scope, ast.AST]]:
    """Every node below one with the function or outermost `if` that it stands in, or the module."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.With) and "raises(" in ast.unparse(child.items[0]):
            continue  # a call that is to fail
        yield scope, child
        opens = isinstance(child, ast.FunctionDef) or isinstance(node, ast.Module)
        inner = child if opens and isinstance(child, ast.FunctionDef | ast.If) else scope
        yield from _scoped(child, inner)


def _assigned(tree: ast.Module, scope: Scope, name: str) -> bool:
    if _fixture(tree, scope, name) is not None:
        return True
    return any(name in bound_by(statement) for statement in scope.body)


def _described(tree: ast.Module, scope: Scope, call: ast.Call, name: str) -> VisibleCall:
    given = [
        *((None, ast.unparse(value)) for value in call.args),
        *((k.arg, _keyword(k)) for k in call.keywords),
    ]
    shown = ast.unparse(call)
    return VisibleCall(
        of=name,
        callee=ast.unparse(call.func),
        arguments=tuple(given),
        preamble=tuple(map(ast.unparse, _needed(tree, scope, call))),
        shown=shown if len(shown) <= 40 else f"{ast.unparse(call.func)}(...)",
    )


def _keyword(keyword: ast.keyword) -> str:
    value = ast.unparse(keyword.value)
    return f"**{value}" if keyword.arg is None else f"{keyword.arg}={value}"


def _needed(tree: ast.Module, scope: Scope, call: ast.Call) -> list[ast.stmt]:
    """The assignments of a function before a call that bind what it uses, and what they use.

    First comes what the fixtures do that its parameters stand for.
    """
    if isinstance(scope, ast.Module):
        return []
    wanted = used_by(call)
    chosen: list[ast.stmt] = []
    for statement in reversed([s for s in scope.body if (s.end_lineno or 0) < call.lineno]):
        if wanted & bound_by(statement):
            chosen.insert(0, statement)
            wanted |= used_by(statement)
    fixed = [s for name in sorted(wanted) for s in _by_fixture(tree, scope, name)]
    return [*fixed, *chosen]


def _fixture(tree: ast.Module, scope: Scope, name: str) -> ast.FunctionDef | None:
    """The fixture of pytest that a parameter of a function stands for."""
    if not isinstance(scope, ast.FunctionDef) or name not in {a.arg for a in scope.args.args}:
        return None
    named = (s for s in tree.body if isinstance(s, ast.FunctionDef) and s.name == name)
    return next((s for s in named if is_fixture(s)), None)


def is_fixture(statement: ast.stmt) -> bool:
    """Whether a function is a fixture of pytest, which stands for a value."""
    decorators = statement.decorator_list if isinstance(statement, ast.FunctionDef) else []
    return any("fixture" in ast.unparse(decorator) for decorator in decorators)


def _by_fixture(tree: ast.Module, scope: Scope, name: str) -> list[ast.stmt]:
    """The statements of a fixture that bind what it returns to its name."""
    fixture = _fixture(tree, scope, name)
    if fixture is None or fixture is scope:
        return []
    others = [s for a in fixture.args.args for s in _by_fixture(tree, fixture, a.arg)]
    body = [s for s in fixture.body if not isinstance(s, ast.Return)]
    given = next((s.value for s in fixture.body if isinstance(s, ast.Return)), None)
    if given is None:
        return []
    target = ast.Name(name, ast.Store())
    return [*others, *body, ast.copy_location(ast.Assign([target], given, lineno=1), fixture)]


def bound_by(statement: ast.stmt) -> set[str]:
    """The names that a plain assignment or definition binds."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    if not isinstance(statement, ast.Assign | ast.AnnAssign):
        return set()
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def used_by(node: ast.AST) -> set[str]:
    """The names that are read anywhere in a piece of code."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
