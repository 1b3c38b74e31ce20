"""Blocks: the parts of compound statements, and the names that a piece of code binds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.bindings import BINDERS, DEFINITIONS, bindings_of
from flake8_nnx_rng.syntax.nodes import field_of
from flake8_nnx_rng.syntax.scopes import COMPREHENSIONS, FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node

LOOPS = ("for_statement", "while_statement")
_INNER = (*FUNCTIONS, "class_definition", *COMPREHENSIONS)
_DECIDING = ("conditional_expression", "boolean_operator", "assert_statement", "if_clause")
_CLAUSES = ("elif_clause", "else_clause", "except_clause", "finally_clause", "case_clause")
_BINDING = (*BINDERS, *DEFINITIONS)


def inner_blocks(statement: Node) -> list[Node]:
    """The blocks of a compound statement, those of its clauses too."""
    is_match = statement.kind == "match_statement"
    clauses = field_of(statement, "body").parts if is_match else statement.parts
    found = []
    for child in clauses:
        if child.kind == "block":
            found.append(child)
        elif child.kind in _CLAUSES:
            found += inner_blocks(child)
    return found


def bound_in(node: Node) -> set[str]:
    """Every name that a node binds, but for those that inner functions bind for themselves."""
    binders = [node] if node.kind in _BINDING else []
    own = (n for n in [*binders, *node.find_all(*_BINDING)] if not is_inner(n, node))
    return {binding.name for binder in own for binding in bindings_of(binder)}


def targets_of(loop: Node) -> set[str]:
    """The names that the head of a loop binds in each round."""
    is_for = loop.kind == "for_statement"
    return {binding.name for binding in bindings_of(loop)} if is_for else set()


def is_inner(node: Node, around: Node) -> bool:
    """Whether a node stands in an inner function, or is one of many rounds of an expression."""
    for outer in node.ancestors() if node != around else ():
        if outer == around:
            return False
        if outer.kind in _INNER:
            return True
    return False


def may_be_skipped(call: Node, around: Node) -> bool:
    """Whether an expression decides if a call in it is made."""
    for outer in call.ancestors():
        if outer.kind in _DECIDING:
            return True
        if outer == around:
            return False
    return False


def is_in(node: Node, around: Node) -> bool:
    """Whether a node stands inside another one."""
    return around.start <= node.start < around.end
