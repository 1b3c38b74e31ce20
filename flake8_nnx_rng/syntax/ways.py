"""Ways: whether all that lead to a place pass by a binding, and whether a loop leads back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.nodes import ancestor

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.bindings import Binding
    from flake8_nnx_rng.syntax.tree import Node

_LOOPS = ("for_statement", "while_statement")
_ENDS = ("function_definition", "class_definition", "lambda", "module")
_CHOICES = ("if_statement", "match_statement")
_BRANCHES = ("if_statement", "elif_clause", "else_clause")


class Ways:
    """The ways to one place, while its bindings are met from the latest to the earliest."""

    def __init__(self, offset: int) -> None:
        self._offset = offset
        self._passed: dict[Node, set[Node]] = {}

    def has_lost(self, binding: Binding) -> Node | None:
        """The `if` or `match` that holds the place and a branch with the binding, but not in it."""
        in_block = False
        for outer in binding.node.ancestors():
            holds = outer.start <= self._offset < outer.end
            if outer.kind == "block" and holds:
                return None
            if holds and in_block:
                return outer if outer.kind in _CHOICES else None
            in_block = in_block or outer.kind == "block"
        return None

    def all_pass(self, binding: Binding) -> bool:
        """Whether every way passes by this binding, or by one that was met before.

        Where each branch of an `if` with an `else` binds the name, one of them does.
        """
        block = ancestor(binding.node, "block", "module")
        while block is not None and block.kind == "block":
            if block.start <= self._offset < block.end:
                return True
            owner = block.parent
            if owner is not None and owner.kind == "with_statement":
                block = ancestor(owner, "block", "module")
                continue
            statement = _statement_of(owner)
            if statement is None or not self._is_decided(statement, block):
                return False
            block = ancestor(statement, "block", "module")
        return True

    def _is_decided(self, statement: Node, block: Node) -> bool:
        """Whether all branches of an `if` have been met with this one."""
        passed = self._passed.setdefault(statement, set())
        passed.add(block)
        return len(passed) == _count_of_branches(statement)


def _statement_of(owner: Node | None) -> Node | None:
    """The `if` of which a block is a branch."""
    if owner is None or owner.kind not in _BRANCHES:
        return None
    statement = owner if owner.kind == "if_statement" else owner.parent
    return statement if statement is not None and statement.kind == "if_statement" else None


def _count_of_branches(statement: Node) -> int:
    """How many branches an `if` has; none that ends all ways without an `else`."""
    clauses = statement.parts[2:]
    return 1 + len(clauses) if clauses and clauses[-1].kind == "else_clause" else 0


def outermost_loop(binding: Binding) -> Node | None:
    """The loop around all loops of its own scope that repeat a binding."""
    found = None
    for outer in binding.node.ancestors():
        if outer.kind in _LOOPS:
            found = outer
        elif outer.kind in _ENDS:
            break
    return found
