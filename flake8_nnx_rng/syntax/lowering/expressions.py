"""Lowering of expressions."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from flake8_nnx_rng.syntax.lowering.kinds import is_open
from flake8_nnx_rng.syntax.lowering.making import (
    child,
    leaf,
    made,
    made_all,
    token,
    word_at,
    word_before,
)
from flake8_nnx_rng.syntax.lowering.parameters import parameters
from flake8_nnx_rng.syntax.lowering.tokens import enclosed, place_of
from flake8_nnx_rng.syntax.tree import Node

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Expand

_OPERATORS: dict[type, str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.MatMult: "@",
    ast.Div: "/",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.BitAnd: "&",
    ast.FloorDiv: "//",
    ast.And: "and",
    ast.Or: "or",
    ast.Not: "not",
    ast.USub: "-",
    ast.UAdd: "+",
    ast.Invert: "~",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}


def operator_text(raw: ast.AST) -> str:
    """An operator as it is usually written."""
    return _OPERATORS[raw.__class__]


def _attribute(node: Node, raw: ast.Attribute) -> None:
    owner = made(node, raw.value)
    node.hold_named(object=owner, attribute=word_before(node, node.end, raw.attr))


def _call(node: Node, raw: ast.Call) -> None:
    function = made(node, raw.func)
    only = raw.args[0] if len(raw.args) == 1 and not raw.keywords else None
    if isinstance(only, ast.GeneratorExp) and node.tree.span(only)[1] == node.end:
        listed = made(node, only)
    else:
        opening = place_of(node.tree.code, function.end, node.end, r"\(", function.end)
        listed = leaf(node, "argument_list", opening, node.end)
        listed.delay((*raw.args, *raw.keywords))
    node.hold_named(function=function, arguments=listed)


def _arguments(node: Node, raw: Any) -> None:
    node.hold(*made_all(node, raw))


def _keyword(node: Node, raw: ast.keyword) -> None:
    if raw.arg is None:
        node.hold(made(node, raw.value))
    else:
        node.hold_named(name=word_at(node, node.start), value=made(node, raw.value))


def _subscript(node: Node, raw: ast.Subscript) -> None:
    value, tree = made(node, raw.value), node.tree
    listed = [raw.slice]
    if isinstance(raw.slice, ast.Tuple) and is_open(tree, raw.slice):
        tree.add(raw.slice, node)
        listed = raw.slice.elts
    pieces = [made(node, index) for index in listed]
    node.hold(value, *pieces, value=value, subscript=pieces[0])


def _elements(node: Node, raw: Any) -> None:
    node.hold(*[made(node, element) for element in raw.elts])


def _dictionary(node: Node, raw: ast.Dict) -> None:
    pairs: list[Node] = []
    for key, value in zip(raw.keys, raw.values, strict=True):
        pairs.append(_entry(node, pairs[-1].end if pairs else node.start, key, value))
    node.hold(*pairs)


def _entry(parent: Node, after: int, key: ast.expr | None, value: ast.expr) -> Node:
    if key is not None:
        return _pair(parent, after, key, value)
    code = parent.tree.code
    start, end = parent.tree.span(value)
    opening = place_of(code, after, start, r"\*\*", start)
    node = leaf(parent, "dictionary_splat", opening, enclosed(code, opening, start, end)[1])
    node.hold(made(node, value))
    return node


def _pair(parent: Node, after: int, key: ast.expr, value: ast.expr) -> Node:
    tree = parent.tree
    start, colon = enclosed(tree.code, after, *tree.span(key))
    node = leaf(parent, "pair", start, enclosed(tree.code, colon, *tree.span(value))[1])
    node.hold_named(key=made(node, key), value=made(node, value))
    return node


def _comprehension(node: Node, raw: Any) -> None:
    is_dictionary = isinstance(raw, ast.DictComp)
    body = _pair(node, node.start, raw.key, raw.value) if is_dictionary else made(node, raw.elt)
    pieces: list[Node] = []
    for generator in raw.generators:
        pieces += _rounds(node, generator, (pieces or [body])[-1].end)
    node.hold(body, *pieces, body=body)


def _rounds(node: Node, raw: ast.comprehension, after: int) -> list[Node]:
    """The `for` of a comprehension with its conditions."""
    code, tree = node.tree.code, node.tree
    first, behind = tree.span(raw.target)
    start = place_of(code, after, first, r"\b(?:async[\s\\]+)?for\b", first)
    end = enclosed(code, behind, *tree.span(raw.iter))[1]
    clause = tree.add(raw, leaf(node, "for_in_clause", start, end))
    clause.hold_named(left=made(clause, raw.target), right=made(clause, raw.iter))
    pieces = [clause]
    for test in raw.ifs:
        pieces.append(condition(node, pieces[-1].end, test))
    return pieces


def condition(parent: Node, after: int, test: ast.expr) -> Node:
    """The `if` of a comprehension or a `case`."""
    code = parent.tree.code
    first, last = parent.tree.span(test)
    start = place_of(code, after, first, r"\bif\b", first)
    node = leaf(parent, "if_clause", start, enclosed(code, start, first, last)[1])
    node.hold(made(node, test))
    return node


def _lambda(node: Node, raw: ast.Lambda) -> None:
    listed = parameters(node, raw.args, "lambda_parameters", node.start + len("lambda"))
    node.hold_named(parameters=listed if listed.parts else None, body=made(node, raw.body))


def _conditional(node: Node, raw: ast.IfExp) -> None:
    node.hold(made(node, raw.body), made(node, raw.test), made(node, raw.orelse))


def _boolean(node: Node, raw: ast.BoolOp) -> None:
    """`a and b and c` is `(a and b) and c`."""
    written = operator_text(raw.op)
    outer, values = node, list(raw.values)
    while len(values) > 2:
        last = made(outer, values.pop())
        behind = node.tree.span(values[-2])[1]
        end = enclosed(node.tree.code, behind, *node.tree.span(values[-1]))[1]
        inner = leaf(outer, "boolean_operator", node.start, end)
        sign = token(outer, inner.end, last.start, written)
        outer.hold(inner, last, left=inner, right=last, operator=sign)
        outer = inner
    left, right = made(outer, values[0]), made(outer, values[1])
    sign = token(outer, left.end, right.start, written)
    outer.hold(left, right, left=left, right=right, operator=sign)


def _binary(node: Node, raw: ast.BinOp) -> None:
    left, right = made(node, raw.left), made(node, raw.right)
    sign = token(node, left.end, right.start, operator_text(raw.op))
    node.hold(left, right, left=left, right=right, operator=sign)


def _unary(node: Node, raw: ast.UnaryOp) -> None:
    inner = made(node, raw.operand)
    written = operator_text(raw.op)
    sign = leaf(node, written, node.start, node.start + len(written))
    node.hold(inner, argument=inner, operator=sign)


def _compared(node: Node, raw: ast.Compare) -> None:
    operands = [made(node, operand) for operand in (raw.left, *raw.comparators)]
    written = operator_text(raw.ops[0])
    sign = leaf(node, written, operands[0].end, operands[0].end)
    node.hold(*operands, operator=sign)


def _named(node: Node, raw: ast.NamedExpr) -> None:
    node.hold_named(name=made(node, raw.target), value=made(node, raw.value))


def _one(node: Node, raw: Any) -> None:
    node.hold(child(node, raw.value))


def _slice(node: Node, raw: ast.Slice) -> None:
    node.hold(*made_all(node, (raw.lower, raw.upper, raw.step)))


EXPANDERS: dict[type, Expand] = {
    ast.Attribute: _attribute,
    ast.Call: _call,
    tuple: _arguments,
    ast.keyword: _keyword,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.Tuple: _elements,
    ast.List: _elements,
    ast.Set: _elements,
    ast.Dict: _dictionary,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.DictComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.Lambda: _lambda,
    ast.IfExp: _conditional,
    ast.BoolOp: _boolean,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Compare: _compared,
    ast.NamedExpr: _named,
    ast.Await: _one,
    ast.Yield: _one,
    ast.YieldFrom: _one,
    ast.Starred: _one,
}
