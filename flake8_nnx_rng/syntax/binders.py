"""Binders: which names the statements and clauses of Python's tree bind, told without nodes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Set
from typing import Any


def bound_names(raw: ast.AST) -> Iterable[str]:
    """The names that a statement, an expression or a clause binds in its scope."""
    return _READERS[raw.__class__](raw)


def parameter_names(raw: Any) -> Iterator[str]:
    """The names of the parameters of a function or lambda."""
    listed: ast.arguments = raw.args
    starred = [arg for arg in (listed.vararg, listed.kwarg) if arg is not None]
    return (arg.arg for arg in (*listed.posonlyargs, *listed.args, *listed.kwonlyargs, *starred))


def _of_target(target: ast.AST | None) -> Iterator[str]:
    """The names in what is assigned to; none in an attribute or a subscript."""
    left = [target]
    while left:
        held: Any = left.pop()
        if isinstance(held, ast.Name):
            yield held.id
        elif isinstance(held, ast.Tuple | ast.List):
            left += reversed(held.elts)
        elif isinstance(held, ast.Starred):
            left.append(held.value)


def _of_targets(raw: Any) -> Iterator[str]:
    return (name for target in raw.targets for name in _of_target(target))


def _of_import(raw: Any) -> Iterator[str]:
    names = (alias.asname or alias.name.partition(".")[0] for alias in raw.names)
    return (name for name in names if name != "*")


def _named(raw: Any) -> Iterable[str]:
    return () if raw.name is None else (raw.name,)


_READERS: dict[type, Callable[[Any], Iterable[str]]] = {
    ast.Import: _of_import,
    ast.ImportFrom: _of_import,
    ast.Assign: _of_targets,
    ast.Delete: _of_targets,
    **dict.fromkeys(
        (ast.AugAssign, ast.NamedExpr, ast.For, ast.AsyncFor, ast.comprehension),
        lambda raw: _of_target(raw.target),
    ),
    ast.AnnAssign: lambda raw: () if raw.value is None else _of_target(raw.target),
    ast.withitem: lambda raw: _of_target(raw.optional_vars),
    **dict.fromkeys((ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef), _named),
    **dict.fromkeys((ast.ExceptHandler, ast.MatchAs, ast.MatchStar), _named),
    ast.MatchMapping: lambda raw: () if raw.rest is None else (raw.rest,),
}
if hasattr(ast, "TypeAlias"):  # from Python 3.12 on
    _READERS[ast.TypeAlias] = lambda raw: _of_target(raw.name)

BINDING: Set[type] = _READERS.keys()
"""The classes of what binds names."""
DECLARING = frozenset({ast.Global, ast.Nonlocal})
COMPREHENDING = frozenset({ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp})
STRUCTURE: Set[type] = BINDING | DECLARING | COMPREHENDING | {ast.Lambda}
"""The classes of all that scopes are made of."""
