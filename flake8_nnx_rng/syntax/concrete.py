"""The concrete tree: tokens, comments and parentheses around a node, for whoever edits the text.

It is ast-grep's, and parsed only when somebody asks.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.syntax.tree import Node

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_PARENTHESES = "parenthesized_expression"


class Token(NamedTuple):
    """A direct part of a node as it is written: punctuation and comments, too."""

    kind: str
    start: int
    end: int
    is_named: bool

    @property
    def is_comment(self) -> bool:
        """Whether this is a comment."""
        return self.kind == "comment"


def tokens(node: Node) -> list[Token]:
    """All that a node consists of, in the order of the text."""
    found, is_exact = _concrete(node)
    if not is_exact:  # newer syntax than ast-grep's
        return [Token(node.kind, node.start, node.end, is_named=True)]
    return [_token(child) for child in found.children()]


def has_comment(node: Node) -> bool:
    """Whether a comment stands anywhere inside a node."""
    return _concrete(node)[0].find(kind="comment") is not None


def outermost_parenthesis(node: Node) -> Node:
    """The node with the parentheses that stand around it; itself where there are none."""
    found, is_exact = _concrete(node)
    outer, around = found, found.parent()
    while around is not None and around.kind() == _PARENTHESES:
        outer, around = around, around.parent()
    if outer is found or not is_exact:
        return node
    span = outer.range()
    whole = Node(node.tree, _PARENTHESES, span.start.index, span.end.index, node.parent)
    whole.hold(node)
    return whole


def _token(node: SgNode) -> Token:
    span = node.range()
    return Token(node.kind(), span.start.index, span.end.index, node.is_named())


def _concrete(node: Node) -> tuple[SgNode, bool]:
    """The node of ast-grep's tree that has the span of a lowered one, and its kind if one has.

    Where none has the span, the smallest one around it, and False.
    """
    found, best = node.tree.concrete, None
    while True:
        children, ends = node.tree.inside(found)
        place = bisect_left(ends, node.end)
        inner = children[place] if place < len(children) else None
        if inner is None or inner.range().start.index > node.start:
            return (found, False) if best is None else (best, True)
        span = inner.range()
        if (span.start.index, span.end.index) == (node.start, node.end):
            if inner.kind() == node.kind:
                return inner, True
            best = inner
        found = inner


class Used(NamedTuple):
    """The names that a piece of text looks up, and its string literals as they are written."""

    names: frozenset[str]
    strings: tuple[str, ...]


@lru_cache(maxsize=256)
def used_in(text: str) -> Used:
    """What a piece of code uses, whether it is a whole statement or not."""
    from ast_grep_py import SgRoot  # a shared library, which only edits need

    grown = SgRoot(text, "python")
    names = (node for node in grown.root().find_all(kind="identifier") if _is_looked_up(node))
    strings = grown.root().find_all(kind="string")
    return Used(frozenset(n.text() for n in names), tuple(s.text() for s in strings))


_NO_USES = ("dotted_name", "aliased_import", "parameters", "lambda_parameters", "typed_parameter")
_NAMING = ("keyword_argument", "default_parameter", "typed_default_parameter")


def _is_looked_up(name: SgNode) -> bool:
    around = name.parent()
    if around is None or around.kind() in _NO_USES:
        return around is None
    field = "attribute" if around.kind() == "attribute" else "name"
    is_named = around.kind() == "attribute" or around.kind() in _NAMING
    return not (is_named and around.field(field) == name)
