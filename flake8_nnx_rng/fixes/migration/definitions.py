"""Local names for state axes that one scope uses more than once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit
from flake8_nnx_rng.fixes.layout import Group, Piece, flat
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.migration.plan import LayerPlan
    from flake8_nnx_rng.syntax.scopes import Scope
    from flake8_nnx_rng.syntax.tree import Node

_NAME = "state_axes"
_WORD = re.compile(r"\w+")
_DEFINITIONS = ("decorated_definition", "function_definition", "class_definition")


class Definitions:
    """Names `nnx.StateAxes(...)` once for each scope where it would be written twice.

    Scopes are functions and the module: what a class body uses is defined before the class, so
    that it becomes no attribute.
    """

    def __init__(self, bench: Bench, plans: Iterable[LayerPlan]) -> None:
        self._bench = bench
        self._names: dict[tuple[int, str], str] = {}
        self._pieces: dict[tuple[int, str], tuple[Group, Node]] = {}
        users: dict[tuple[int, str], list[LayerPlan]] = {}
        for plan in plans:
            for group in _state_axes(plan):
                key = self._key(plan, group)
                users.setdefault(key, []).append(plan)
                first = self._statement(plan)
                known = self._pieces.get(key)
                if known is None or first.start < known[1].start:
                    self._pieces[key] = group, first
        for key in sorted(self._pieces, key=lambda key: self._pieces[key][1].start):
            if len(users[key]) > 1 and self._can_stand_before(
                self._pieces[key][1], users[key], key
            ):
                self._names[key] = self._fresh(key[0])

    def name(self, plan: LayerPlan, piece: Piece) -> str | None:
        """The local name for a piece of a plan."""
        return self._names.get(self._key(plan, piece)) if isinstance(piece, Group) else None

    def edits_for(self, plan: LayerPlan) -> Iterator[Edit]:
        """The definitions of all names that a plan uses."""
        for group in _state_axes(plan):
            key = self._key(plan, group)
            name = self._names.get(key)
            if name is not None:
                yield self._definition(name, *self._pieces[key])

    def _can_stand_before(
        self, statement: Node, users: list[LayerPlan], key: tuple[int, str]
    ) -> bool:
        """Whether a line fits before a statement, in which all names mean what they do in use."""
        offset = statement.start
        if self._bench.text(self._bench.line_start(offset), offset).strip():
            return False
        reaching = self._bench.module.reaching_at
        return all(
            reaching(word, offset) == reaching(word, _written_at(plan).start)
            for word in _WORD.findall(key[1])
            for plan in users
        )

    def _definition(self, name: str, piece: Group, statement: Node) -> Edit:
        offset = statement.start
        line = self._bench.line_start(offset)
        indent = self._bench.text(line, offset)
        value = Group(f"{name} = {piece.opening}", piece.pieces, piece.closing)
        text = self._bench.lay_out(value, indent, len(indent))
        blank_lines = (1 if indent else 2) if statement.kind in _DEFINITIONS else 0
        newlines = self._bench.style.newline * (1 + blank_lines)
        return Edit(line, line, f"{indent}{text}{newlines}", shared=True)

    def _key(self, plan: LayerPlan, piece: Piece) -> tuple[int, str]:
        return self._scope(plan).start, flat(piece) or ""

    def _scope(self, plan: LayerPlan) -> Scope:
        """The function or module in which a transform is written."""
        scope = self._bench.module.scope_at(_written_at(plan).start)
        while scope.kind not in ("function_definition", "module") and scope.parent is not None:
            scope = scope.parent
        return scope

    def _statement(self, plan: LayerPlan) -> Node:
        """The statement of that scope's body that holds the transform."""
        scope = self._scope(plan)
        node = _written_at(plan)
        body = scope.node if scope.kind == "module" else field_of(scope.node, "body")
        for outer in (node, *node.ancestors()):
            if outer.parent == body:
                return outer
        return node

    def _fresh(self, scope: int) -> str:
        """A name that the module does not use, or only as a keyword that goes."""
        taken = {name for (place, _), name in self._names.items() if place == scope}
        number, name = 1, _NAME
        while name in taken or self._is_used(name):
            number += 1
            name = f"{_NAME}_{number}"
        return name

    def _is_used(self, name: str) -> bool:
        mentions = self._bench.module.mentions_by_name(name)
        return any(not _is_keyword(mention) for mention in mentions)


def _written_at(plan: LayerPlan) -> Node:
    use = plan.layer.use
    return plan.layer.node if use is None else use.node


def _is_keyword(mention: Node) -> bool:
    parent = mention.parent
    is_argument = parent is not None and parent.kind == "keyword_argument"
    return is_argument and parent is not None and field_of(parent, "name") == mention


def _state_axes(plan: LayerPlan) -> Iterator[Group]:
    for piece in plan.put.values():
        yield from _groups(piece)


def _groups(piece: Piece) -> Iterator[Group]:
    if isinstance(piece, Group):
        if piece.opening.endswith("StateAxes({"):
            yield piece
        for inner in piece.pieces:
            yield from _groups(inner)
