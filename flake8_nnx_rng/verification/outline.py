"""The outline of a program: its outermost statements, which are the units of a verification."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

IMPORTS = "imports"
MAIN = "__main__"
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Statement:
    """An outermost statement; `rows` are its first and last line from 1, decorators included.

    It has the same `name` before and after a fix: that of what it defines or binds, else its number
    among those of its kind. All imports are one statement, which the whole program belongs to.
    `until` is the row of the next statement of that name, if there is one, which takes its place.
    """

    name: str
    rows: tuple[int, int]
    node: ast.stmt | None = None
    until: int | None = None

    @property
    def targets(self) -> tuple[str, ...]:
        """The names that an assignment binds."""
        return _targets(self.node)


@dataclass(frozen=True)
class Outline:
    """The outermost statements of a program by name, in their order.

    Of those of one name the last has it, those before it are numbered: `f 1`, `f 2`, `f`. `places`
    are these names by the last row of each.
    """

    code: str
    tree: ast.Module
    statements: dict[str, Statement]
    places: tuple[tuple[int, str], ...]

    def at(self, row: int) -> str:
        """The name of the statement that a row stands in, else of the next one."""
        return next((name for last, name in self.places if row <= last), IMPORTS)


@lru_cache(maxsize=16)
def outline(code: str) -> Outline:
    """The outline of code that Python can parse."""
    tree = ast.parse(code)
    numbers: Counter[str] = Counter()
    named = [(IMPORTS if _is_import(node) else _name(node, numbers), node) for node in tree.body]
    rows: dict[str, list[int]] = {}
    for name, node in named:
        rows.setdefault(name, []).append(_rows(node)[0])
    found = {IMPORTS: Statement(IMPORTS, (1, len(code.splitlines())))}
    places, seen = [], Counter[str]()
    for name, node in named:
        seen[name] += 1
        later = rows[name][seen[name] :]
        key = f"{name} {seen[name]}" if later and name != IMPORTS else name
        if name != IMPORTS:
            found[key] = Statement(name, _rows(node), node, later[0] if later else None)
        places.append((_rows(node)[1], key))
    return Outline(code, tree, found, tuple(places))


def imported_from(tree: ast.Module, package: str) -> tuple[str, ...]:
    """The names that outermost imports of a package and of its parts bind."""
    names: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            is_meant = f"{node.module}.".startswith(f"{package}.") and not node.level
            names += [alias.asname or alias.name for alias in node.names if is_meant]
        elif isinstance(node, ast.Import):
            meant = [a for a in node.names if f"{a.name}.".startswith(f"{package}.")]
            names += [alias.asname or alias.name.partition(".")[0] for alias in meant]
    return tuple(dict.fromkeys(names))


def methods(statement: Statement) -> dict[str, ast.FunctionDef]:
    """The functions written directly in a class, none for another statement."""
    if not isinstance(statement.node, ast.ClassDef):
        return {}
    inner = (node for node in statement.node.body if isinstance(node, ast.FunctionDef))
    return {node.name: node for node in inner}


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _rows(node: ast.stmt) -> tuple[int, int]:
    decorators = node.decorator_list if isinstance(node, Definition) else []
    first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    return first, node.end_lineno or node.lineno


def _name(node: ast.stmt, numbers: Counter[str]) -> str:
    if isinstance(node, Definition):
        return node.name
    if isinstance(node, ast.If) and MAIN in ast.unparse(node.test):
        return MAIN
    targets = _targets(node)
    if targets:
        return ", ".join(targets)
    inner = [n.name for n in ast.walk(node) if isinstance(n, Definition)]
    if inner:
        return inner[0]
    kind = type(node).__name__.lower()
    numbers[kind] += 1
    return f"{kind} {numbers[kind]}"


def _targets(node: ast.stmt | None) -> tuple[str, ...]:
    if isinstance(node, ast.Assign):
        bound = [name for target in node.targets for name in ast.walk(target)]
    elif isinstance(node, ast.AnnAssign | ast.AugAssign):
        bound = [node.target]
    else:
        return ()
    return tuple(
        name.id for name in bound if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    )
