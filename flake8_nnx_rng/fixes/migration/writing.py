"""Writes planned transforms into the text: options in their call, splits above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.argument_list import ArgumentList
from flake8_nnx_rng.fixes.fix import Edit
from flake8_nnx_rng.fixes.layout import Group, Piece, prefixed
from flake8_nnx_rng.semantics.program.uses import Form
from flake8_nnx_rng.syntax.nodes import ancestor, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.migration.definitions import Definitions
    from flake8_nnx_rng.fixes.migration.plan import LayerPlan
    from flake8_nnx_rng.semantics.program.uses import TransformUse

_DECORATORS = (Form.BARE_DECORATOR, Form.DECORATOR, Form.PARTIAL_DECORATOR)


class Writer:
    """Collects the edits for the layers of a stack, innermost first.

    Edits inside a span that is written anew become part of it.
    """

    def __init__(self, bench: Bench, definitions: Definitions) -> None:
        self._bench = bench
        self._definitions = definitions
        self.edits: list[Edit] = []

    def write(self, plan: LayerPlan) -> None:
        """Write one planned layer."""
        use = plan.layer.use
        if use is None:
            return
        opening = f"{plan.split.text}(" if plan.split and not _decorates(plan) else ""
        self._write_options(plan, use, len(opening))
        if plan.split and _decorates(plan):
            self._put_above(plan)
        elif plan.split:
            self._wrap(plan, opening)
        self.edits += [edit for edit in plan.edits if edit not in self.edits]

    def _write_options(self, plan: LayerPlan, use: TransformUse, shift: int) -> None:
        changes = plan.put or plan.dropped & use.options.keywords.keys() or plan.function
        unwraps = use.partial and use.form is not Form.FACTORY
        if not changes and not unwraps:
            return
        first, last = use.node.start, use.node.end
        shared = use.form is Form.FACTORY
        text = self._call(plan, use, self._bench.column(first) + shift)
        self._replace(first, last, text, shared=shared)

    def _call(self, plan: LayerPlan, use: TransformUse, column: int) -> str:
        function = use.reference.text
        indent = self._bench.indent_of(use.node)
        if use.call is None:
            pieces = tuple(
                prefixed(f"{k}=", self._named(plan, p)) for k, p in reversed(plan.put.items())
            )
            return self._bench.lay_out(Group(f"{function}(", pieces, ")"), indent, column)
        arguments = ArgumentList(self._bench, use.call, self.edits)
        if use.partial and use.form is not Form.FACTORY:
            arguments.drop_first()
        elif use.partial:
            kept = field_of(use.call, "function")
            function = self._bench.text(kept.start, kept.end)
        arguments.drop(*plan.dropped - plan.put.keys())
        arguments.drop_positional(plan.positional)
        if plan.function and use.target is not None:
            arguments.replace(use.target, plan.function)
        for keyword, piece in plan.put.items():
            arguments.put(keyword, self._named(plan, piece), first=True)
        if arguments.is_empty:
            return use.reference.text
        return arguments.write(function, indent=indent, column=column)

    def _named(self, plan: LayerPlan, piece: Piece) -> Piece:
        """The piece with local names in place of what has one."""
        if not isinstance(piece, Group):
            return piece
        name = self._definitions.name(plan, piece)
        if name is not None:
            return name
        pieces = tuple(self._named(plan, inner) for inner in piece.pieces)
        return Group(piece.opening, pieces, piece.closing, piece.is_tuple, piece.spread)

    def _put_above(self, plan: LayerPlan) -> None:
        decorator = ancestor(plan.layer.node, "decorator")
        if decorator is None or plan.split is None:
            return
        first, last = decorator.start, plan.layer.node.end
        indent = self._bench.indent_of(decorator)
        above = f"@{plan.split.text}{self._bench.style.newline}{indent}"
        self._replace(first, last, above + self._bench.text(first, last, self.edits))

    def _wrap(self, plan: LayerPlan, opening: str) -> None:
        """`split_rngs(splits=n)(...)` around the call that gives the transformed function."""
        first, last = plan.layer.node.start, plan.layer.node.end
        self._replace(first, last, f"{opening}{self._bench.text(first, last, self.edits)})")

    def _replace(self, first: int, last: int, text: str, *, shared: bool = False) -> None:
        outside = [edit for edit in self.edits if not (first <= edit.start and edit.end <= last)]
        self.edits = [*outside, Edit(first, last, text, shared)]


def _decorates(plan: LayerPlan) -> bool:
    parent = plan.layer.node.parent
    return parent is not None and parent.kind == "decorator"
