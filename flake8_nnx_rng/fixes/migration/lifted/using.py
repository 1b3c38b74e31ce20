"""Uses: the lifted class replaced where it is made, with what its new class has to be told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.argument_list import ArgumentList
from flake8_nnx_rng.fixes.cuts import without_paragraph
from flake8_nnx_rng.fixes.fix import Edit
from flake8_nnx_rng.fixes.layout import Group
from flake8_nnx_rng.fixes.migration.lifted.place import names_of
from flake8_nnx_rng.fixes.migration.lifted.reading import (
    INIT_OPTIONS,
    Lift,
    init_arguments,
    instances,
    is_call_of,
    kept_mentions,
)
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.syntax.concrete import has_comment, outermost_parenthesis
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.migration.lifted.classes import Part
    from flake8_nnx_rng.fixes.migration.lifted.design import Design
    from flake8_nnx_rng.syntax.tree import Node


class Uses:
    """Collects the edits of uses; edits inside a span that is written anew become part of it."""

    def __init__(self, bench: Bench, is_lifted_again: Callable[[Node], bool]) -> None:
        """`is_lifted_again` says of an expression that another new class has its class inside."""
        self._bench = bench
        self._is_lifted_again = is_lifted_again
        self.edits: list[Edit] = []

    def check(self, parts: Iterable[Part]) -> None:
        """Refuse uses that cannot be written."""
        for part in parts:
            lift = part.design.lift
            self._check_leading(part.design)
            self._check_comments(lift)
            if lift.partial is not None:
                self._check_partial(lift.partial)

    def _check_leading(self, design: Design) -> None:
        """What only the place of use knows must be known to every call that makes an instance."""
        lift = design.lift
        made = instances(self._bench, lift)
        kept = kept_mentions(self._bench, lift.value)
        uses = [lift.value] if kept is None else kept
        if not design.leading or lift.direct:
            return
        calls = [use for use in uses if not self._is_lifted_again(use)]
        is_known = all(self._is_known(value, call) for value in design.leading for call in made)
        if len(calls) != len(made) or not is_known:
            sizes = ", ".join(value.text for value in design.leading)
            raise Refused(f"{sizes} is not known to every call that makes an instance", sizes)

    def _is_known(self, value: Node, call: Node) -> bool:
        module = self._bench.module
        return all(
            set(module.reaching(name)) == set(module.reaching_at(name.text, call.start))
            for name in names_of(value)
        )

    def _check_comments(self, lift: Lift) -> None:
        for option in INIT_OPTIONS if lift.direct else ():
            node = lift.given.get(option)
            if node is not None and has_comment(node):
                raise Refused(f"comments stand in {option}=", option)

    def _check_partial(self, statement: Node) -> None:
        code = self._bench.module.source.code
        line_end = code.find("\n", statement.end)
        before = code[self._bench.line_start(statement.start) : statement.start]
        behind = code[statement.end : line_end if line_end >= 0 else None]
        block = statement.parent
        if before.strip() or behind.strip() or block is None or len(block.parts) == 1:
            raise Refused("the partial of the constructor does not stand alone")

    def replace(self, part: Part) -> None:
        """Write the new class where a lift is."""
        lift, name = part.design.lift, part.new_class.name
        leading = [self._text(value) for value in part.design.leading]
        if lift.partial is not None:
            span = lift.partial.start, lift.partial.end
            cut = without_paragraph(self._bench.module.source.code, span)
            self._put(cut.start, cut.end, cut.text)
        if part.new_class.bound is not None:
            return
        if lift.direct:
            self._write_direct(lift, name, leading)
            return
        top = outermost_parenthesis(lift.value)
        parent = top.parent
        if parent is not None and is_call_of(parent, top):
            self._write_call(parent, name, leading)
            return
        self._put(lift.value.start, lift.value.end, name)
        if leading:
            for call in instances(self._bench, lift):
                self._write_call(call, field_of(call, "function").text, leading)

    def _write_call(self, call: Node, name: str, leading: list[str]) -> None:
        first, last = call.start, call.end
        listed = ArgumentList(self._bench, call, self.edits)
        for value in reversed(leading):
            listed.insert(value)
        text = f"{name}()"
        if not listed.is_empty:
            indent, column = self._bench.indent_of(call), self._bench.column(first)
            text = listed.write(name, indent=indent, column=column)
        self._put(first, last, text)

    def _write_direct(self, lift: Lift, name: str, leading: list[str]) -> None:
        call = lift.value
        pieces = (*leading, *self._init_pieces(lift))
        indent, column = self._bench.indent_of(call), self._bench.column(call.start)
        text = self._bench.lay_out(Group(f"{name}(", pieces, ")"), indent, column)
        self._put(call.start, call.end, text)

    def _init_pieces(self, lift: Lift) -> list[str]:
        """The arguments in `module_init_args` and `module_init_kwargs`."""
        given = init_arguments(lift, lift.value)
        args, kwargs = (lift.given.get(option) for option in INIT_OPTIONS)
        found = [self._text(node) for node in given.positional]
        if given.unpacks_positional and args is not None:
            found += [f"*{self._text(args)}"]
        found += [f"{key}={self._text(node)}" for key, node in given.keywords.items()]
        if given.unpacks_keywords and kwargs is not None:
            found += [f"**{self._text(kwargs)}"]
        return found

    def _text(self, node: Node) -> str:
        return self._bench.text(node.start, node.end, self.edits)

    def _put(self, first: int, last: int, text: str) -> None:
        outside = [edit for edit in self.edits if not (first <= edit.start and edit.end <= last)]
        inside_of = [edit for edit in outside if edit.start <= first and last <= edit.end]
        if not inside_of:
            self.edits = [*outside, Edit(first, last, text)]


def bound_class(bench: Bench, lift: Lift, design: Design) -> Node | None:
    """The name of a class that a statement of its own gives to a constructor, at its place."""
    parent = outermost_parenthesis(lift.value).parent
    left = None if parent is None or parent.kind != "assignment" else parent.field("left")
    statement = design.place.statement
    is_alone = parent is not None and statement.parts == [parent]
    if left is None or left.kind != "identifier" or not is_alone or lift.direct:
        return None
    if not left.text[:1].isupper() or design.leading:
        return None
    code = bench.module.source.code
    line_end = code.find("\n", statement.end)
    if code[statement.end : line_end if line_end >= 0 else None].strip():
        return None
    mentions = bench.module.mentions_by_name(left.text)
    bindings = design.place.scope.bindings.get(left.text, [])
    has_annotation = parent is not None and parent.field("type") is not None
    return left if len(bindings) == 1 and mentions and not has_annotation else None
