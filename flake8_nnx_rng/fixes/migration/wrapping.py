"""The text of wrappers: functions written around transformed ones, which get another name."""

from __future__ import annotations

from itertools import count, islice
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit
from flake8_nnx_rng.fixes.layout import Group
from flake8_nnx_rng.fixes.migration.wrapper_places import is_alone_on_line, qualified
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.migration.plan import LayerPlan, Wrapper
    from flake8_nnx_rng.syntax.tree import Node


def called_in(plan: LayerPlan, wrapper: Wrapper, function: str, opening: str = "") -> Group:
    """The call of the transformed function with all parameters; a long one breaks in the split."""
    handed_on = f"({', '.join(wrapper.passed)}){wrapper.tail}"
    split = plan.split
    if split is None:
        return Group(f"{opening}{function}(", wrapper.passed, f"){wrapper.tail}")
    if function.replace(".", "").isidentifier():
        return Group(f"{opening}{split.function}(", split.options, f")({function}){handed_on}")
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


def around_definition(
    bench: Bench, definition: Node, plans: Sequence[LayerPlan], edits: Sequence[Edit]
) -> Iterator[Edit]:
    """The decorators above a layer go to a function below, which calls what it stands around.

    `plans` are those of the layers with a wrapper, innermost first; `edits` have been made.
    """
    name, indent = field_of(definition, "name"), bench.indent_of(definition)
    decorators = [plan.layer.node.parent for plan in plans]
    first = decorators[0]
    decorated = definition.parent
    if first is None or decorated is None:
        return
    yield Edit(decorated.start, first.start, "")
    hidden = [_fresh(bench, name, number) for number in reversed(range(len(plans)))]
    yield Edit(name.start, name.end, hidden[0])
    docstring = _docstring(bench, definition)
    if docstring is not None:
        yield Edit(docstring.start, docstring.end, "")
    starts = [d.start for d in decorators if d is not None] + [decorated.start]
    text = ""
    for number, plan in enumerate(plans):
        above = bench.text(starts[number + 1], starts[number], edits).rstrip()
        public = [*hidden[1:], name.text][number]
        is_last = number == len(plans) - 1
        called = qualified(definition) + hidden[number]
        lines = [above] if above else []
        lines.append(_header(bench, definition, public))
        lines += [docstring.text.removeprefix(indent)] if docstring and is_last else []
        text += _below(bench, indent, [*lines, *_body(bench, plan, called, indent)])
    end = _line_end(bench, definition.end)
    yield Edit(end, end, text)


def _header(bench: Bench, definition: Node, name: str) -> str:
    """The first line of a function with the parameters of another one."""
    first, listed = field_of(definition, "name").end, field_of(definition, "parameters")
    result = definition.field("return_type")
    returned = "" if result is None else f" -> {bench.text(result.start, result.end)}"
    return f"def {name}{bench.text(first, listed.end)}{returned}:"


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
