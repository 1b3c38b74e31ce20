"""Statements: a module executed one statement after the other, so that one may fail."""

from __future__ import annotations

import ast
import traceback
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from flake8_nnx_rng.runtime.child.absent import stand_in
from flake8_nnx_rng.runtime.child.patience import TookTooLongError, at_most
from flake8_nnx_rng.runtime.child.telling import told

_DEFINITIONS = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_ASSIGNMENTS = ast.Assign | ast.AnnAssign
_LONGEST = 60


@dataclass(frozen=True)
class Failure:
    """An outermost statement that raised: its start, its error, and the lines that it came from."""

    text: str
    error: str
    lines: tuple[int, ...]
    is_flax: bool


@dataclass(frozen=True)
class Late(Failure):
    """One that was given up."""


@dataclass
class Execution:
    """The statements of one module; `wanted` are the names that its units go by.

    Each may take some `seconds`, and is told by its line to `done` where it ends well. What one
    raises ends the module for all but definitions, and for the assignments that units rest on: what
    else stands below relied on what has failed.
    """

    wanted: Collection[str] = ()
    seconds: float = 30.0
    failures: list[Failure] = field(default_factory=list)
    done: Callable[[int, ModuleType], None] = lambda line, module: None

    def run(self, tree: ast.Module, path: str, module: ModuleType) -> None:
        """Execute a tree as the code of a module."""
        needed = _needed(tree, self.wanted)
        future = _futures(tree)
        for statement in tree.body:
            if self.failures and not _is_definition(statement, needed):
                continue
            try:
                with at_most(self.seconds):
                    _execute([*future, statement], path, module)
                self.done(statement.lineno, module)
            except (Exception, SystemExit, TookTooLongError) as error:
                self.failures.append(_failure(statement, path, error))
                stand_in(statement, module, told(error))

    def within(self, rows: tuple[int, int]) -> str | None:
        """What was raised in a statement between two lines, or in what calls it."""
        first, last = rows
        for failure in self.failures:
            is_late = isinstance(failure, Late)  # which says nothing of what it came to
            if not is_late and any(first <= line <= last for line in failure.lines):
                return failure.error
        return None

    @property
    def is_late(self) -> bool:
        """Whether one was given up: what it has worked on is as far as the machine was fast."""
        return any(isinstance(failure, Late) for failure in self.failures)

    def of_imports(self) -> str | None:
        """What an import of Flax raised."""
        return next((f.error for f in self.failures if f.is_flax), None)

    def note(self) -> str | None:
        """What failed, in words that fit the text before and after its fixes."""
        if not self.failures:
            return None
        first, more = self.failures[0], len(self.failures) - 1
        others = f" (and {more} more)" if more else ""
        what = first.error if isinstance(first, Late) else f"raises {first.error}"
        return f"`{first.text}` {what}{others}; below it only definitions are run"


def _futures(tree: ast.Module) -> list[ast.stmt]:
    return [s for s in tree.body if isinstance(s, ast.ImportFrom) and s.module == "__future__"]


def _execute(body: list[ast.stmt], path: str, module: ModuleType) -> None:
    code = compile(ast.Module(body, []), path, "exec", dont_inherit=True)
    exec(code, module.__dict__)


def _failure(statement: ast.stmt, path: str, error: BaseException) -> Failure:
    text = ast.unparse(statement).partition("\n")[0]
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
    trace = traceback.extract_tb(error.__traceback__)
    lines = (frame.lineno or 0 for frame in trace if frame.filename == path)
    rows = (statement.lineno, *lines)
    if isinstance(error, TookTooLongError):
        return Late(shown, f"is ended by the {error}", rows, _imports_flax(statement))
    return Failure(shown, told(error), rows, _imports_flax(statement))


def _imports_flax(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.ImportFrom):
        return f"{statement.module}.".startswith("flax.")
    names = statement.names if isinstance(statement, ast.Import) else ()
    return any(f"{alias.name}.".startswith("flax.") for alias in names)


def _is_definition(statement: ast.stmt, needed: Collection[str]) -> bool:
    if isinstance(statement, _DEFINITIONS):
        return True
    if isinstance(statement, _ASSIGNMENTS):
        return bool(_bound(statement) & set(needed))
    if isinstance(statement, ast.Try):
        parts = [*statement.body, *statement.orelse, *statement.finalbody]
        parts += [s for handler in statement.handlers for s in handler.body]
        return all(isinstance(part, _DEFINITIONS | _ASSIGNMENTS | ast.Pass) for part in parts)
    return False


def _needed(tree: ast.Module, wanted: Iterable[str]) -> set[str]:
    """The names that some definitions use, and those that what binds these uses in turn."""
    users: dict[str, list[ast.stmt]] = {}
    for statement in tree.body:
        for name in _bound(statement):
            users.setdefault(name, []).append(statement)
    found: set[str] = set()
    left = list(wanted)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += [used for statement in users.get(name, ()) for used in _used(statement)]
    return found


def _bound(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    if not isinstance(statement, _ASSIGNMENTS):
        return set()
    return _names(statement, ast.Store)


def _used(statement: ast.stmt) -> set[str]:
    return _names(statement, ast.Load)


def _names(node: ast.AST, context: type[Any]) -> set[str]:
    names = (n for n in ast.walk(node) if isinstance(n, ast.Name))
    return {name.id for name in names if isinstance(name.ctx, context)}
