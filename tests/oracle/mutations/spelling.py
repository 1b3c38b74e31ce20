"""How a program names `flax.nnx`: read as `nnx.`, written as it was."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field


@dataclass
class Spelling:
    """The names that a program imports: of the module, and of what is in it."""

    module: ast.expr = field(default_factory=lambda: ast.Name("nnx", ast.Load()))
    names: dict[str, str] = field(default_factory=dict)
    """Names in `flax.nnx` by the local ones."""

    @classmethod
    def of(cls, tree: ast.Module) -> Spelling:
        """The spelling of a program; the last import counts."""
        found = cls()
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id == "nnx" and isinstance(node.ctx, ast.Store):
                return cls()
            if isinstance(node, ast.ImportFrom) and node.module == "flax.nnx":
                found.names |= {alias.asname or alias.name: alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module == "flax":
                named = {alias.name: alias.asname or alias.name for alias in node.names}
                found.module = ast.Name(named["nnx"], ast.Load())
            elif isinstance(node, ast.Import):
                found._take(node)
        return found

    def _take(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.name == "flax.nnx" and alias.asname:
                self.module = ast.Name(alias.asname, ast.Load())
            elif alias.name in ("flax", "flax.nnx"):
                self.module = ast.Attribute(ast.Name("flax", ast.Load()), "nnx", ast.Load())

    def read(self, tree: ast.Module) -> ast.Module:
        """The tree with `nnx.` before all names of it."""
        return _Reader(self).visit(tree)  # type: ignore[no-any-return]

    def write(self, tree: ast.Module) -> ast.Module:
        """The tree with the program's own names; what it lacks is imported too."""
        return _Writer(self).visit(tree)  # type: ignore[no-any-return]


class _Reader(ast.NodeTransformer):
    def __init__(self, spelling: Spelling) -> None:
        self.spelling = spelling
        self.module = ast.unparse(spelling.module)

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.spelling.names:
            return _member(self.spelling.names[node.id])
        return ast.Name("nnx", ast.Load()) if node.id == self.module else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if ast.unparse(node) == self.module:
            return ast.Name("nnx", ast.Load())
        self.generic_visit(node)
        return node


class _Writer(ast.NodeTransformer):
    def __init__(self, spelling: Spelling) -> None:
        self.spelling = spelling
        self.local = {name: local for local, name in spelling.names.items()}
        self.missing: list[str] = []

    def visit_Module(self, node: ast.Module) -> ast.Module:
        self.generic_visit(node)
        for statement in node.body:
            if isinstance(statement, ast.ImportFrom) and statement.module == "flax.nnx":
                statement.names += [ast.alias(name) for name in self.missing]
        return node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.spelling.module if node.id == "nnx" else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if self.spelling.names and isinstance(node.value, ast.Name) and node.value.id == "nnx":
            if node.attr not in self.local:
                self.local[node.attr] = node.attr
                self.missing.append(node.attr)
            return ast.Name(self.local[node.attr], ast.Load())
        self.generic_visit(node)
        return node


def _member(name: str) -> ast.Attribute:
    return ast.Attribute(ast.Name("nnx", ast.Load()), name, ast.Load())
