"""Make the Rngs inside the function, where none is given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit, Fix, advice, unsafe
from flake8_nnx_rng.fixes.keywords import replace_node
from flake8_nnx_rng.semantics.program.call_sites import CallSite, argument_for
from flake8_nnx_rng.semantics.program.functions import (
    Function,
    class_around,
    is_stub,
    read_function,
)
from flake8_nnx_rng.semantics.program.layers import Stack
from flake8_nnx_rng.semantics.program.raw import is_run_once
from flake8_nnx_rng.syntax.concrete import outermost_parenthesis, tokens
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.syntax.tree import Node

_LINE_END = re.compile(r"[ \t]*(?:#[^\n\r]*)?(?=\r?\n)")
_NONE = re.compile(r"\bNone\b|\bOptional\b|^(?:\w+\.)*(?:Any|object)$")
_EACH_CALL = "each call without the argument then starts its streams anew, and draws the same"
_GUESSED = f"the seed 0 is a guess, and {_EACH_CALL}"
_ONCE = ("named_expression", "await", "yield", "lambda")


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """`rngs=nnx.Rngs(0)` becomes `rngs=None`, with `if rngs is None` at the start of the body."""
    value = outermost_parenthesis(finding.node)
    parameter, function = value.parent, ancestor(value, "function_definition", "lambda")
    if parameter is None or function is None or function.kind == "lambda":
        return advice("Write a function with None as the default and make the Rngs in its body")
    if _is_repeated(bench, function, field_of(parameter, "name").text):
        return advice("Pass an Rngs in each call: one that is made in the body repeats its numbers")
    is_call = finding.node.kind == "call"
    edits = [replace_node(value, "None"), *_annotation(bench, parameter)]
    name = field_of(parameter, "name").text
    if not _has_no_code(bench, function):
        if not _means_the_same_inside(bench, finding.node, function):
            return advice("Use None, and in the body make the Rngs from names that it can see")
        guard = _guard(bench, function, name, finding.node)
        if guard is None:
            return advice("Use None, and make the Rngs in a body of several lines")
        edits.append(guard)
    return unsafe("Make the Rngs in each call", _EACH_CALL if is_call else _GUESSED, *edits)


def _is_repeated(bench: Bench, function: Node, name: str) -> bool:
    """Whether a transform runs the body, or calls in view leave the argument out repeatedly."""
    if bench.analysis.transformed.around(field_of(function, "body").parts[0]):
        return True
    read, stack = read_function(function), Stack(function, (), read_function(function))
    sites = bench.analysis.call_sites.of(stack)
    left = [s.call for s in sites if not _passes(s, read, name)]
    return bool(left) and not is_run_once(left, None)


def _passes(site: CallSite, function: Function, name: str) -> bool:
    given = arguments(site.call)
    passed = argument_for(function, function.parameter(name), given, bound=site.bound)
    return passed is not None or given.unpacks


def _annotation(bench: Bench, parameter: Node) -> list[Edit]:
    """`| None` behind the annotation, in its quotes if it has some."""
    annotation = parameter.field("type")
    if annotation is None or _NONE.search(bench.text(annotation.start, annotation.end)):
        return []
    inner = annotation.parts[0]
    quote = re.search(r"(?:\"\"\"|'''|\"|')\Z", inner.text) if inner.kind == "string" else None
    place = inner.end - (len(quote[0]) if quote else 0)
    return [Edit(place, place, " | None")]


def _has_no_code(bench: Bench, function: Node) -> bool:
    """Whether this is only a signature: a stub, an overload, an abstract method."""
    is_typed = bench.module.source.filename.endswith(".pyi")
    return is_typed or is_stub(read_function(function))


def _means_the_same_inside(bench: Bench, value: Node, function: Node) -> bool:
    """Whether the default can be evaluated in the body: no local name hides what it uses."""
    if any(next(iter(value.find_all(kind)), None) is not None for kind in _ONCE):
        return False
    inside = bench.module.scope_at(field_of(function, "body").start).bindings
    owner = class_around(function)
    around = {} if owner is None else bench.module.scope_at(field_of(owner, "body").start).bindings
    named = value.find_all("identifier")
    return not any(name.text in inside or name.text in around for name in _looked_up(named))


def _looked_up(names: list[Node]) -> list[Node]:
    """Without attributes and keywords."""
    return [name for name in names if not _is_member(name)]


def _is_member(name: Node) -> bool:
    parent = name.parent
    if parent is None:
        return False
    field = {"attribute": "attribute", "keyword_argument": "name"}.get(str(parent.kind))
    return field is not None and parent.field(field) == name


def _guard(bench: Bench, function: Node, name: str, value: Node) -> Edit | None:
    """The lines that make the Rngs, behind the docstring and the guards of earlier parameters."""
    statements = field_of(function, "body").parts
    indent = bench.indent_of(statements[0])
    anchor = _body_start(bench, function)
    earlier = {f"{p.name} is None" for p in read_function(function).parameters if p.name != name}
    for index, statement in enumerate(statements):
        is_docstring = index == 0 and _is_docstring(statement)
        guards = statement.kind == "if_statement"
        if not is_docstring and not (guards and field_of(statement, "condition").text in earlier):
            break
        anchor = statement.end
    line_end = _LINE_END.match(bench.module.source.code, anchor)
    if line_end is None:
        return None
    new, deeper = bench.style.newline, indent + bench.style.indent
    made = bench.text(value.start, value.end) + "(0)" * (value.kind != "call")
    made = made.replace(new[-1] + bench.indent_of(value), new[-1] + deeper)
    text = f"{new}{indent}if {name} is None:{new}{deeper}{name} = {made}"
    return Edit(line_end.end(), line_end.end(), text)


def _body_start(bench: Bench, function: Node) -> int:
    """Behind the colon of the signature."""
    colons = [piece for piece in tokens(function) if piece.kind == ":"]
    return colons[-1].end


def _is_docstring(statement: Node) -> bool:
    inner = statement.parts
    is_expression = statement.kind == "expression_statement" and len(inner) == 1
    return is_expression and inner[0].kind in ("string", "concatenated_string")
