"""Writes planned transforms into the text: options in their call, splits above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.argument_list import ArgumentList
from flake8_nnx_rng.fixes.fix import Edit
from flake8_nnx_rng.fixes.layout import Group, Piece, prefixed
from flake8_nnx_rng.fixes.migration.wrapper_places import decorated_by, is_kept_alone
from flake8_nnx_rng.fixes.migration.wrapping import AroundDefinition, around_value, called_in
from flake8_nnx_rng.semantics.program.uses import Form
from flake8_nnx_rng.syntax.nodes import ancestor, call_of, field_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.migration.definitions import Definitions
    from flake8_nnx_rng.fixes.migration.plan import LayerPlan, Wrapper
    from flake8_nnx_rng.semantics.program.functions import Parameter
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.syntax.tree import Node

_DECORATORS = (Form.BARE_DECORATOR, Form.DECORATOR, Form.PARTIAL_DECORATOR)


class Writer:
    """Collects the edits for the layers of a stack, innermost first.

    Edits inside a span that is written anew become part of it.
    """

    def __init__(self, bench: Bench, definitions: Definitions) -> None:
        self._bench = bench
        self._definitions = definitions
        self.edits: list[Edit] = []
        self.helpers: dict[Edit, None] = {}
        """Definitions, which stand above all that is written, at the same place or before it."""
        self._wrapped: dict[Node, list[LayerPlan]] = {}
        self._shown: dict[Node, tuple[Parameter, ...]] = {}

    def write(self, plan: LayerPlan) -> None:
        """Write one planned layer."""
        use = plan.layer.use
        if use is None:
            return
        self.helpers |= dict.fromkeys(edit for edit in plan.edits if edit.shared)
        own = (edit for edit in plan.edits if not edit.shared)
        self.edits += [edit for edit in own if edit not in self.edits]
        is_above = plan.split and not _decorates(plan) and plan.wrapper is None
        opening = f"{plan.split.text}(" if plan.split and is_above else ""
        if use.target is not None and any(plan.around):
            self._put_around(use.target, *plan.around)
        self._write_options(plan, use, len(opening))
        definition = decorated_by(plan.layer.node)
        if plan.shown is not None and definition is not None:
            self._wrapped.setdefault(definition, [])
            self._shown[definition] = plan.shown
        if plan.wrapper is not None:
            self._put_into_function(plan, plan.wrapper)
        elif plan.split and _decorates(plan):
            self._put_above(plan)
        elif plan.split:
            self._wrap(plan, opening)

    def _write_options(self, plan: LayerPlan, use: TransformUse, shift: int) -> None:
        changes = plan.put or plan.dropped & use.options.keywords.keys() or any(plan.around)
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
        if use.spread:
            arguments.drop_spread()
            for keyword, text in use.spread:
                if keyword not in plan.dropped:
                    arguments.put(keyword, text)
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
        before = [edit for edit in self.edits if edit.start == edit.end == first]  # stays above
        self.edits = [edit for edit in self.edits if edit not in before]
        self._replace(first, last, above + self._bench.text(first, last, self.edits))
        self.edits += before

    def _put_around(self, node: Node, before: str, behind: str) -> None:
        text = self._bench.text(node.start, node.end, self.edits)
        self._replace(node.start, node.end, f"{before}{text}{behind}")

    def _wrap(self, plan: LayerPlan, opening: str) -> None:
        """`split_rngs(splits=n)(...)` around the call that gives the transformed function."""
        self._put_around(plan.layer.node, opening, ")")

    def _put_into_function(self, plan: LayerPlan, wrapper: Wrapper) -> None:
        """A lambda at once; definitions when all their layers are written."""
        node = plan.layer.node
        call = call_of(node)
        definition = decorated_by(node)
        if definition is not None:
            self._wrapped.setdefault(definition, []).append(plan)
        elif is_kept_alone(self._bench, node):
            self._wrapped[node] = [plan]
        elif wrapper.tail and call is not None:
            self._replace(call.end, call.end, wrapper.tail)
        else:
            text = self._bench.text(node.start, node.end, self.edits)
            opening = f"lambda {', '.join(wrapper.declared)}: "
            called = called_in(plan, wrapper, text, opening)
            written = self._bench.lay_out(called, self._bench.indent_of(node), 0)
            self._replace(node.start, node.end, f"({written})" if call is not None else written)

    def finish(self) -> None:
        """Write the functions that are put around others, all layers being written."""
        for node, plans in self._wrapped.items():
            if node.kind == "function_definition":
                around = AroundDefinition(self._bench, node, plans, self._shown.get(node))
                self._apply(list(around.edits(self.edits)))
            else:
                self._apply(around_value(self._bench, node, plans[0]))

    def _apply(self, edits: Iterable[Edit]) -> None:
        """Make edits; what is inserted at one place follows what was inserted before."""
        for edit in edits:
            same = [e for e in self.edits if e.start == edit.start == e.end == edit.end]
            text = "".join(e.text for e in same) + edit.text
            self._replace(edit.start, edit.end, text)

    def _replace(self, first: int, last: int, text: str, *, shared: bool = False) -> None:
        outside = [edit for edit in self.edits if not (first <= edit.start and edit.end <= last)]
        self.edits = [*outside, Edit(first, last, text, shared)]


def _decorates(plan: LayerPlan) -> bool:
    parent = plan.layer.node.parent
    return parent is not None and parent.kind == "decorator"
