"""Kinds: which kind of node each node of Python's tree becomes, after tree-sitter's grammar."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flake8_nnx_rng.syntax.lowering.strings import is_single
from flake8_nnx_rng.syntax.lowering.tokens import closings, openings

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Tree

PLAIN: dict[type, str] = {
    ast.Module: "module",
    ast.Name: "identifier",
    ast.Attribute: "attribute",
    ast.Call: "call",
    ast.Subscript: "subscript",
    ast.Slice: "slice",
    ast.Lambda: "lambda",
    ast.IfExp: "conditional_expression",
    ast.BoolOp: "boolean_operator",
    ast.BinOp: "binary_operator",
    ast.Compare: "comparison_operator",
    ast.NamedExpr: "named_expression",
    ast.Set: "set",
    ast.Dict: "dictionary",
    ast.ListComp: "list_comprehension",
    ast.SetComp: "set_comprehension",
    ast.DictComp: "dictionary_comprehension",
    ast.GeneratorExp: "generator_expression",
    ast.Await: "await",
    ast.Yield: "yield",
    ast.YieldFrom: "yield",
    ast.FormattedValue: "interpolation",
    ast.Assign: "assignment",
    ast.AnnAssign: "assignment",
    ast.AugAssign: "augmented_assignment",
    ast.Expr: "expression_statement",
    ast.Return: "return_statement",
    ast.Delete: "delete_statement",
    ast.Raise: "raise_statement",
    ast.Assert: "assert_statement",
    ast.Pass: "pass_statement",
    ast.Break: "break_statement",
    ast.Continue: "continue_statement",
    ast.Global: "global_statement",
    ast.Nonlocal: "nonlocal_statement",
    ast.Import: "import_statement",
    ast.If: "if_statement",
    ast.While: "while_statement",
    ast.For: "for_statement",
    ast.AsyncFor: "for_statement",
    ast.With: "with_statement",
    ast.AsyncWith: "with_statement",
    ast.withitem: "with_item",
    ast.Try: "try_statement",
    ast.TryStar: "try_statement",
    ast.ExceptHandler: "except_clause",
    ast.Match: "match_statement",
    ast.match_case: "case_clause",
    ast.MatchStar: "splat_pattern",
    ast.MatchMapping: "dict_pattern",
    ast.MatchClass: "class_pattern",
    ast.MatchOr: "union_pattern",
    ast.MatchValue: "case_pattern",
    ast.MatchSingleton: "case_pattern",
    ast.FunctionDef: "function_definition",
    ast.AsyncFunctionDef: "function_definition",
    ast.ClassDef: "class_definition",
    ast.comprehension: "for_in_clause",
}
for _name, _kind in (("TypeAlias", "type_alias_statement"), ("Interpolation", "interpolation")):
    if hasattr(ast, _name):
        PLAIN[getattr(ast, _name)] = _kind
"""The kinds that follow from the class alone."""
_CONSTANTS: dict[type, str] = {
    int: "integer",
    float: "float",
    str: "string",
    bytes: "string",
    type(None): "none",
    type(...): "ellipsis",
}
_STRINGS = (ast.JoinedStr, getattr(ast, "TemplateStr", ast.JoinedStr))

KINDS: dict[str, tuple[type, ...]] = {
    "type_alias_statement": (),
    "import_from_statement": (ast.ImportFrom,),
    "future_import_statement": (ast.ImportFrom,),
    "tuple": (ast.Tuple,),
    "expression_list": (ast.Tuple,),
    "list": (ast.List,),
    "string": (ast.Constant, *_STRINGS),
    "concatenated_string": (ast.Constant, *_STRINGS),
    "integer": (ast.Constant,),
    "float": (ast.Constant,),
    "true": (ast.Constant,),
    "false": (ast.Constant,),
    "none": (ast.Constant,),
    "ellipsis": (ast.Constant,),
    "unary_operator": (ast.UnaryOp,),
    "not_operator": (ast.UnaryOp,),
    "keyword_argument": (ast.keyword,),
    "as_pattern": (ast.withitem, ast.ExceptHandler, ast.MatchAs),
    "capture_pattern": (ast.MatchAs,),
    "elif_clause": (ast.If,),
    "splat_pattern": (ast.MatchMapping,),
}
"""The classes of Python's tree in which each kind of node is found that may be looked for."""
for _cls, _kind in PLAIN.items():
    KINDS[_kind] = (*KINDS.get(_kind, ()), _cls)


def kind_of(tree: Tree, raw: Any, start: int, end: int) -> str:
    """The kind of a node of any other class, which stands in a span."""
    return str(_OTHERS[raw.__class__](tree, raw, start, end))


def _constant(tree: Tree, raw: ast.Constant, start: int, end: int) -> str:
    value = raw.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, complex):  # without a point it is an integer for the grammar
        return "integer" if tree.code[start : end - 1].isdecimal() else "float"
    kind = _CONSTANTS[value.__class__]
    return _string(tree, raw, start, end) if kind == "string" else kind


def _string(tree: Tree, raw: Any, start: int, end: int) -> str:
    return "string" if is_single(tree, raw, start, end) else "concatenated_string"


def _keyword(tree: Tree, raw: ast.keyword, start: int, end: int) -> str:
    return "dictionary_splat" if raw.arg is None else "keyword_argument"


def _import(tree: Tree, raw: ast.ImportFrom, start: int, end: int) -> str:
    is_future = raw.module == "__future__" and not raw.level
    return "future_import_statement" if is_future else "import_from_statement"


def _as(tree: Tree, raw: ast.MatchAs, start: int, end: int) -> str:
    if raw.name is None:
        return "case_pattern"
    return "capture_pattern" if raw.pattern is None else "as_pattern"


def _unary(tree: Tree, raw: ast.UnaryOp, start: int, end: int) -> str:
    return "not_operator" if isinstance(raw.op, ast.Not) else "unary_operator"


def _starred(tree: Tree, raw: ast.Starred, start: int, end: int) -> str:
    return "list_splat_pattern" if isinstance(raw.ctx, ast.Store) else "list_splat"


def _list(tree: Tree, raw: ast.List, start: int, end: int) -> str:
    return "list" if isinstance(raw.ctx, ast.Load) else "list_pattern"


def _tuple(tree: Tree, raw: ast.Tuple, start: int, end: int) -> str:
    if isinstance(raw.ctx, ast.Load):
        return "expression_list" if is_open(tree, raw) else "tuple"
    return "pattern_list" if is_open(tree, raw) else "tuple_pattern"


def is_open(tree: Tree, raw: ast.Tuple) -> bool:
    """Whether no parentheses stand around a tuple, only around its first element if at all."""
    if not raw.elts:
        return False
    first, last = tree.span(raw.elts[0])
    opened = openings(tree.code, tree.span(raw)[0], first)
    return len(closings(tree.code, last, len(opened))) == len(opened)


def _sequence(tree: Tree, raw: ast.MatchSequence, start: int, end: int) -> str:
    return "list_pattern" if tree.code[start] == "[" else "tuple_pattern"


_OTHERS: dict[type, Callable[[Tree, Any, int, int], str]] = {
    ast.Constant: _constant,
    **dict.fromkeys(_STRINGS, _string),
    ast.keyword: _keyword,
    ast.ImportFrom: _import,
    ast.MatchAs: _as,
    ast.MatchSequence: _sequence,
    ast.UnaryOp: _unary,
    ast.Starred: _starred,
    ast.List: _list,
    ast.Tuple: _tuple,
}
