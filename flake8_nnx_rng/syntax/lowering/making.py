"""Making nodes of those of Python's tree, and of the words between them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from operator import attrgetter

from flake8_nnx_rng.syntax.lowering.kinds import PLAIN, kind_of
from flake8_nnx_rng.syntax.lowering.tokens import enclosed, place_of
from flake8_nnx_rng.syntax.tree import Node

_OPENING = re.compile(r"[\s\\]*([(\[])")
_CLOSING = re.compile(r"(?:[\s\\,]|#[^\n]*)*[)\]]")
_NAME = re.compile(r"[A-Za-z0-9_\x80-\U0010ffff]+")
_START = attrgetter("start")


def made(parent: Node, raw: ast.AST) -> Node:
    """The node of an expression, a statement or a clause, in its parent."""
    tree = parent.tree
    start, end = tree.span(raw)
    kind = PLAIN.get(raw.__class__) or kind_of(tree, raw, start, end)
    node = tree.made[id(raw)] = Node(tree, kind, start, end, parent, raw)
    return node


def child(parent: Node, raw: ast.AST | None) -> Node | None:
    """The same for one that may be missing."""
    return None if raw is None else made(parent, raw)


def leaf(parent: Node, kind: str, start: int, end: int) -> Node:
    """A node with nothing inside yet."""
    return Node(parent.tree, kind, start, end, parent)


def made_all(parent: Node, raws: Iterable[ast.AST | None]) -> list[Node]:
    """The nodes of several, in the order of the text."""
    return sorted((made(parent, raw) for raw in raws if raw is not None), key=_START)


def word_at(parent: Node, offset: int) -> Node:
    """The identifier that starts at an offset."""
    found = _NAME.match(parent.tree.code, offset)
    return leaf(parent, "identifier", offset, offset if found is None else found.end())


def words_in(parent: Node, start: int, end: int) -> list[Node]:
    """The identifiers in a span in which nothing else is but punctuation."""
    found = _NAME.finditer(parent.tree.code, start, end)
    return [leaf(parent, "identifier", *word.span()) for word in found]


def word_before(parent: Node, end: int, name: str) -> Node:
    """The identifier that ends at an offset: a name as Python knows it may be spelt otherwise."""
    code = parent.tree.code
    start = end - len(name)
    if code[start:end] != name:
        start = end
        while start > 0 and _NAME.fullmatch(code, start - 1, end):
            start -= 1
    return leaf(parent, "identifier", start, end)


def token(parent: Node, first: int, last: int, written: str) -> Node:
    """The node of an operator between two offsets."""
    start = place_of(parent.tree.code, first, last, re.escape(written), first)
    return leaf(parent, written, start, start + len(written))


def covering(parent: Node, kind: str, after: int, raw: ast.AST) -> Node:
    """A node that holds one other, with the parentheses around it that open behind `after`."""
    tree = parent.tree
    node = leaf(parent, kind, *enclosed(tree.code, after, *tree.span(raw)))
    node.hold(made(node, raw))
    return node


def opening_of(node: Node, before: Node) -> int | None:
    """Where a parenthesis or bracket opens right behind a part of a node."""
    found = _OPENING.match(node.tree.code, before.end)
    return None if found is None else found.start(1)


def close_list(listed: Node, after: int) -> None:
    """Let a list that has opened before an offset end where it closes behind its last part."""
    code, end = listed.tree.code, after
    if listed.parts:
        last = listed.parts[-1]
        before = listed.parts[-2].end if len(listed.parts) > 1 else after
        end = enclosed(code, before, last.start, last.end)[1]
    close = _CLOSING.match(code, end)
    listed.end = end if close is None else close.end()
