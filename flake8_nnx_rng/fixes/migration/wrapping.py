"""The text of wrappers: functions written around transformed ones, which get another name."""

from __future__ import annotations

from itertools import count, islice
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit
from flake8_nnx_rng.fixes.layout import Group, flat
from flake8_nnx_rng.fixes.migration.wrapper_places import is_alone_on_line, qualified
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.layout import Piece
    from flake8_nnx_rng.fixes.migration.plan import LayerPlan, Wrapper
    from flake8_nnx_rng.semantics.program.functions import Parameter
    from flake8_nnx_rng.syntax.tree import Node


def called_in(plan: LayerPlan, wrapper: Wrapper, function: str, opening: str = "") -> Piece:
    """The call of the transformed function with all parameters; a long one breaks in the split."""
    handed_on = f"({', '.join(wrapper.passed)}){wrapper.tail}"
    split = plan.split
    if split is None:
        return Group(f"{opening}{function}(", wrapper.passed, f"){wrapper.tail}")
    if function.replace(".", "").isidentifier():
        return Group(f"{opening}{split.function}(", split.options, f")({function}){handed_on}")
    if flat(function) is None:
        return f"{opening}{split.text}({function}){handed_on}"
    return Group(f"{opening}{split.text}(", (function,), f"){handed_on}")


def around_value(bench: Bench, node: Node, plan: LayerPlan) -> Iterator[Edit]:
    """`forward = nnx.vmap(apply)` becomes `_forward`, which a function `forward` calls."""
    if plan.wrapper is None or node.parent is None:
        return
    name = field_of(node.parent, "left")
    inner = _fresh(bench, name, 0)
    indent = bench.indent_of(node.parent)
    owner = qualified(node.parent)
    yield Edit(name.start, name.end, inner)
    header = Group(f"def {name.text}(", plan.wrapper.declared, "):")
    lines = [bench.lay_out(header, indent, len(indent)), *_body(bench, plan, owner + inner, indent)]
    end = _line_end(bench, node.parent.end)
    yield Edit(end, end, _below(bench, indent, lines) + _blank_lines_after(bench, end, indent))


class AroundDefinition:
    """Functions around one that is defined: the outermost takes its name, and what was above it.

    `plans` are those of the layers with a wrapper, innermost first. Where only the `shown`
    parameters are for the transforms, a first function with these stands below all decorators.
    """

    def __init__(
        self,
        bench: Bench,
        definition: Node,
        plans: Sequence[LayerPlan],
        shown: Sequence[Parameter] | None,
    ) -> None:
        self._bench = bench
        self._definition = definition
        self._shown = shown
        self._plans: list[LayerPlan | None] = [*([] if shown is None else [None]), *plans]
        self._indent = bench.indent_of(definition)

    def edits(self, made: Sequence[Edit]) -> Iterator[Edit]:
        """What changes, where other edits have been made before."""
        decorated, name = self._definition.parent, field_of(self._definition, "name")
        if decorated is None:
            return
        starts = [*map(self._start, self._plans), decorated.start]
        if starts[0] > decorated.start:
            yield Edit(decorated.start, starts[0], "")
        numbers = reversed(range(len(self._plans)))
        names = [*(_fresh(self._bench, name, number) for number in numbers), name.text]
        yield Edit(name.start, name.end, names[0])
        docstring = _docstring(self._bench, self._definition)
        if docstring is not None:
            yield Edit(docstring.start, docstring.end, "")
        text = ""
        for number, plan in enumerate(self._plans):
            above = self._bench.text(starts[number + 1], starts[number], made).rstrip()
            lines = [*([above] if above else []), self._header(names[number + 1])]
            if docstring is not None and number == len(self._plans) - 1:
                lines.append(docstring.text.removeprefix(self._indent))
            called = qualified(self._definition) + names[number]
            text += _below(self._bench, self._indent, [*lines, *self._body(called, plan)])
        end = _line_end(self._bench, self._definition.end)
        yield Edit(end, end, text)

    def _start(self, plan: LayerPlan | None) -> int:
        """Where the first decorator stands that stays, or the function without any."""
        decorator = None if plan is None else plan.layer.node.parent
        return self._definition.start if decorator is None else decorator.start

    def _header(self, name: str) -> str:
        """The first line of a function with the parameters of the one that is defined."""
        first, listed = (
            field_of(self._definition, "name").end,
            field_of(self._definition, "parameters"),
        )
        result = self._definition.field("return_type")
        returned = "" if result is None else f" -> {self._bench.text(result.start, result.end)}"
        declared = self._bench.text(first, listed.end)
        if self._shown is not None:
            texts = [self._bench.text(p.node.start, p.node.end) for p in self._shown]
            declared = f"{self._bench.text(first, listed.start)}({', '.join(texts)})"
        return f"def {name}{declared}{returned}:"

    def _body(self, function: str, plan: LayerPlan | None) -> list[str]:
        if plan is not None:
            return _body(self._bench, plan, function, self._indent)
        passed = tuple(parameter.name for parameter in self._shown or ())
        inner = self._indent + self._bench.style.indent
        call = Group(f"return {function}(", passed, ")")
        return [self._bench.style.indent + self._bench.lay_out(call, inner, len(inner))]


def _body(bench: Bench, plan: LayerPlan, function: str, indent: str) -> list[str]:
    if plan.wrapper is None:
        return []
    inner = indent + bench.style.indent
    call = called_in(plan, plan.wrapper, function, "return ")
    written = bench.lay_out(call, inner, len(inner))
    return [bench.style.indent + line for line in (*plan.wrapper.lines, written)]


def _below(bench: Bench, indent: str, lines: Sequence[str]) -> str:
    """Lines below a function, behind as many blank lines as stand between two."""
    newline = bench.style.newline
    blank = newline * (1 if indent else 2)
    return newline + blank + newline.join(indent + line for line in lines)


def _blank_lines_after(bench: Bench, end: int, indent: str) -> str:
    """What is missing of the blank lines that stand behind a function."""
    behind = bench.module.source.code[end:].split("\n")[1:]
    found = 0
    while found < len(behind) and not behind[found].strip():
        found += 1
    wanted = 1 if indent else 2
    is_last = found == len(behind) or not behind[found].startswith(indent)
    return "" if is_last else bench.style.newline * max(wanted - found, 0)


def _line_end(bench: Bench, offset: int) -> int:
    code = bench.module.source.code
    end = code.find("\n", offset)
    end = len(code) if end < 0 else end
    return end - 1 if code[:end].endswith("\r") else end


def _docstring(bench: Bench, definition: Node) -> Edit | None:
    """The lines of the docstring, with blank ones behind them, and its text; None if it is all."""
    statements = field_of(definition, "body").parts
    first = statements[0] if len(statements) > 1 else None
    inner = [] if first is None or first.kind != "expression_statement" else first.parts
    if first is None or [node.kind for node in inner] != ["string"]:
        return None
    start = bench.line_start(first.start)
    if bench.text(start, first.start).strip() or not is_alone_on_line(bench, first.end):
        return None
    code = bench.module.source.code
    end = _line_end(bench, first.end)
    text = bench.text(start, end)
    while code[end : end + 1] in ("\r", "\n") and code[end : end + 1]:
        following = code.find("\n", end) + 1
        stop = _line_end(bench, following)
        if code[following:stop].strip():
            return Edit(start, following, text)
        end = stop
    return None


def _fresh(bench: Bench, name: Node, number: int) -> str:
    """A private name beside a public one, which nothing in the module has."""
    bindings = bench.module.scope_at(name.start).bindings.get(name.text, [])
    functions = [b.node for b in bindings if b.kind is BindingKind.FUNCTION]
    earlier = [node for node in functions if node.end < name.start]
    number += len(earlier)
    base = "_" + name.text.strip("_")
    taken = (f"{base}_{n + 1}" if n else base for n in count())
    free = (candidate for candidate in taken if not bench.module.mentions_by_name(candidate))
    return next(islice(free, number, None))
