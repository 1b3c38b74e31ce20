"""Lowering of expressions."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from flake8_nnx_rng.syntax.lowering.making import (
    between,
    child,
    leaf,
    made,
    made_all,
    parenthesis_after,
    token,
    word_at,
    word_before,
)
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


def _name(node: Node, raw: Any) -> None:
    node.hold()


def _attribute(node: Node, raw: ast.Attribute) -> None:
    owner = made(node, raw.value)
    name = word_before(node, node.end, raw.attr)
    node.hold(owner, name, object=owner, attribute=name)


def _call(node: Node, raw: ast.Call) -> None:
    function = made(node, raw.func)
    only = raw.args[0] if len(raw.args) == 1 and not raw.keywords else None
    if isinstance(only, ast.GeneratorExp) and node.tree.span(only)[1] == node.end:
        listed = made(node, only)
    else:
        opening = parenthesis_after(node, function.end)
        listed = leaf(node, "argument_list", opening, node.end)
        listed.hold(*made_all(listed, [*raw.args, *raw.keywords]))
    node.hold(function, listed, function=function, arguments=listed)


def _keyword(node: Node, raw: ast.keyword) -> None:
    value = made(node, raw.value)
    if raw.arg is None:
        node.hold(value)
        return
    name = word_at(node, node.start)
    node.hold(name, value, name=name, value=value)


def _subscript(node: Node, raw: ast.Subscript) -> None:
    value = made(node, raw.value)
    listed = raw.slice
    inner = made(node, listed)
    if inner.kind == "expression_list":
        pieces = inner.parts
        node.hold(value, *pieces, value=value, subscript=pieces[0])
        return
    node.hold(value, inner, value=value, subscript=inner)


def _elements(node: Node, raw: Any) -> None:
    node.hold(*[made(node, element) for element in raw.elts])


def _dictionary(node: Node, raw: ast.Dict) -> None:
    pairs = []
    for key, value in zip(raw.keys, raw.values, strict=True):
        start, end = node.tree.span(value if key is None else key)
        if key is None:
            pair = leaf(node, "dictionary_splat", node.tree.code.rindex("**", 0, start), end)
            pair.hold(made(pair, value))
        else:
            pair = leaf(node, "pair", start, node.tree.span(value)[1])
            _hold_pair(pair, key, value)
        pairs.append(pair)
    node.hold(*pairs)


def _hold_pair(pair: Node, key: ast.expr, value: ast.expr) -> None:
    first, second = made(pair, key), made(pair, value)
    pair.hold(first, second, key=first, value=second)


def _comprehension(node: Node, raw: Any) -> None:
    if isinstance(raw, ast.DictComp):
        start, end = node.tree.span(raw.key)[0], node.tree.span(raw.value)[1]
        body = leaf(node, "pair", start, end)
        _hold_pair(body, raw.key, raw.value)
    else:
        body = made(node, raw.elt)
    pieces: list[Node] = []
    for generator in raw.generators:
        pieces += _rounds(node, generator, (pieces or [body])[-1].end)
    node.hold(body, *pieces, body=body)


def _rounds(node: Node, raw: ast.comprehension, after: int) -> list[Node]:
    """The `for` of a comprehension with its conditions."""
    tree = node.tree
    target, iterable = tree.span(raw.target), tree.span(raw.iter)
    found = between(node, after, target[0], r"(?:async\s+)?\bfor\b")
    start = target[0] if found is None else found.start(1)
    clause = tree.add(raw, leaf(node, "for_in_clause", start, iterable[1]))
    left, right = made(clause, raw.target), made(clause, raw.iter)
    clause.hold(left, right, left=left, right=right)
    pieces = [clause]
    for test in raw.ifs:
        first, last = tree.span(test)
        found = between(node, pieces[-1].end, first, r"\bif\b")
        asked = leaf(node, "if_clause", first if found is None else found.start(1), last)
        asked.hold(made(asked, test))
        pieces.append(asked)
    return pieces


def _lambda(node: Node, raw: ast.Lambda) -> None:
    from flake8_nnx_rng.syntax.lowering.definitions import parameters

    listed = parameters(node, raw.args, "lambda_parameters")
    body = made(node, raw.body)
    node.hold(listed, body, parameters=listed, body=body)


def _conditional(node: Node, raw: ast.IfExp) -> None:
    node.hold(made(node, raw.body), made(node, raw.test), made(node, raw.orelse))


def _boolean(node: Node, raw: ast.BoolOp) -> None:
    """`a and b and c` is `(a and b) and c`."""
    written = operator_text(raw.op)
    outer, values = node, list(raw.values)
    while len(values) > 2:
        last = made(outer, values.pop())
        inner = leaf(outer, "boolean_operator", node.start, node.tree.span(values[-1])[1])
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
    name, value = made(node, raw.target), made(node, raw.value)
    node.hold(name, value, name=name, value=value)


def _one(node: Node, raw: Any) -> None:
    inner = child(node, raw.value)
    node.hold(inner)


def _slice(node: Node, raw: ast.Slice) -> None:
    node.hold(*made_all(node, (raw.lower, raw.upper, raw.step)))


def _string(node: Node, raw: Any) -> None:
    node.hold(*made_all(node, node.tree.evaluated(raw)))


def _interpolation(node: Node, raw: Any) -> None:
    node.hold(*made_all(node, (raw.value, raw.format_spec)))


EXPANDERS: dict[type, Expand] = {
    ast.Name: _name,
    ast.Constant: _name,
    ast.Attribute: _attribute,
    ast.Call: _call,
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
    ast.JoinedStr: _string,
    ast.FormattedValue: _interpolation,
}
for _name_of_class, _expand in (("TemplateStr", _string), ("Interpolation", _interpolation)):
    if hasattr(ast, _name_of_class):  # from Python 3.14 on
        EXPANDERS[getattr(ast, _name_of_class)] = _expand
