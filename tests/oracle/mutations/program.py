"""A program to mutate: its tree, what stands where, and edits of it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from mutations.spelling import Spelling

FunctionNode: TypeAlias = ast.FunctionDef | ast.Lambda


@dataclass(frozen=True)
class Mutant:
    """A mutated program; with `size_is_free` nothing in it says how many lanes are wanted."""

    name: str
    program: str
    operator: str
    what: str
    source: str
    size_is_free: bool = False


@dataclass(frozen=True)
class Edit:
    """Nodes and lists of the tree with what is to stand in their place."""

    what: str
    changes: tuple[tuple[Any, Any], ...]
    size_is_free: bool = False

    def of(self, program: Program) -> str:
        """The text of a program with the changes; its tree stays as it is."""
        return program.text(copied(program.tree, *self.changes))


Operator: TypeAlias = "Callable[[Program], Iterator[Edit]]"


@dataclass
class Program:
    """A correct program."""

    name: str
    tree: ast.Module
    spelling: Spelling

    @classmethod
    def parsed(cls, name: str, source: str) -> Program:
        """The program of a text, with `nnx.` before the names that come from there."""
        tree = ast.parse(source)
        spelling = Spelling.of(tree)
        return cls(name, spelling.read(tree), spelling)

    @cached_property
    def functions(self) -> dict[str, ast.FunctionDef]:
        """The functions and methods by their names."""
        return {node.name: node for node in self.all(ast.FunctionDef)}

    @cached_property
    def classes(self) -> dict[str, ast.ClassDef]:
        """The classes by their names."""
        return {node.name: node for node in self.all(ast.ClassDef)}

    def text(self, tree: ast.Module) -> str:
        """The text of this program or of a changed one, in the program's spelling."""
        spelled = self.spelling.write(deepcopy(tree))
        return _with_imports(ast.unparse(ast.fix_missing_locations(spelled)))

    def all(self, kind: type[Any]) -> list[Any]:
        """All nodes of a kind, in the order of the text."""
        found = [node for node in ast.walk(self.tree) if isinstance(node, kind)]
        return sorted(found, key=lambda n: (getattr(n, "lineno", 0), getattr(n, "col_offset", 0)))

    @cached_property
    def parents(self) -> dict[int, ast.AST]:
        """The parent of each node, by the node's id."""
        walked = ast.walk(self.tree)
        return {id(child): node for node in walked for child in ast.iter_child_nodes(node)}

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around a node, the nearest first."""
        current = self.parents.get(id(node))
        while current is not None:
            yield current
            current = self.parents.get(id(current))

    def block(self, node: ast.AST) -> list[ast.stmt]:
        """The list of statements that the node's own statement is in."""
        statement = self.statement(node)
        around = self.parents[id(statement)]
        lists = (value for _, value in ast.iter_fields(around) if isinstance(value, list))
        return next(found for found in lists if any(item is statement for item in found))

    def statement(self, node: ast.AST) -> ast.stmt:
        """The statement that a node is or is in."""
        return next(n for n in (node, *self.above(node)) if isinstance(n, ast.stmt))

    def function_around(self, node: ast.AST) -> ast.FunctionDef | None:
        """The function that a node is in, if any."""
        return next((n for n in self.above(node) if isinstance(n, ast.FunctionDef)), None)


def dotted(node: ast.AST | None) -> str:
    """`nnx.vmap` of such an expression, empty for any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def parsed(text: str) -> Any:
    """The node of an expression."""
    return ast.parse(text, mode="eval").body


def option(call: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword."""
    return next((k.value for k in call.keywords if k.arg == name), None)


def replaced(items: list[Any], old: Any, *new: Any) -> list[Any]:
    """A list with something else, or nothing, in the place of one of its items."""
    return [kept for item in items for kept in (new if item is old else (item,))]


def copied(node: Any, *changes: tuple[Any, Any]) -> Any:
    """A copy of a part of the tree with changes in it."""
    return deepcopy(node, {id(old): new for old, new in changes})


def mentions(node: ast.AST, name: str) -> bool:
    """Whether a name is read or written in a part of the tree."""
    return any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(node))


def renamed(node: Any, old: str, new: ast.expr) -> Any:
    """A copy of a part of the tree with an expression wherever a name is read."""
    uses = [n for n in ast.walk(node) if isinstance(n, ast.Name) and n.id == old]
    return copied(node, *((use, new) for use in uses if isinstance(use.ctx, ast.Load)))


def _with_imports(text: str) -> str:
    """The text with an import of each module that it uses by its name."""
    tree = ast.parse(text)
    nodes = list(ast.walk(tree))
    bound = {
        n.asname or n.name for node in nodes if isinstance(node, ast.Import) for n in node.names
    }
    read = {node.id for node in nodes if isinstance(node, ast.Name)}
    missing = [name for name in ("functools", "jax") if name in read - bound]
    added = [ast.Import([ast.alias(name)]) for name in missing]
    start = 1 if ast.get_docstring(tree) is not None else 0
    tree.body[start:start] = added
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"
