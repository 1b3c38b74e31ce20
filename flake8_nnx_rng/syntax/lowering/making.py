"""Making nodes: which kind each class of Python's tree is, and where its tokens stand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from flake8_nnx_rng.syntax.tree import Node

_PLAIN_KINDS: dict[type, str] = {
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
    ast.ImportFrom: "import_from_statement",
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
    ast.FunctionDef: "function_definition",
    ast.AsyncFunctionDef: "function_definition",
    ast.ClassDef: "class_definition",
    ast.comprehension: "for_in_clause",
    ast.MatchStar: "splat_pattern",
}
_CONSTANTS: dict[type, str] = {
    int: "integer",
    float: "float",
    complex: "float",
    str: "string",
    bytes: "string",
    bool: "",
    type(None): "none",
    type(...): "ellipsis",
}
if hasattr(ast, "TypeAlias"):
    _PLAIN_KINDS[ast.TypeAlias] = "type_alias_statement"

KINDS: dict[str, tuple[type, ...]] = {
    "tuple": (ast.Tuple,),
    "list": (ast.List,),
    "string": (ast.Constant, ast.JoinedStr),
    "unary_operator": (ast.UnaryOp,),
    "keyword_argument": (ast.keyword,),
    "as_pattern": (ast.withitem, ast.ExceptHandler, ast.MatchAs),
    "capture_pattern": (ast.MatchAs,),
    "elif_clause": (ast.If,),
    "splat_pattern": (ast.MatchStar, ast.MatchMapping),
}
"""The classes of Python's tree in which each kind of node is found."""
for _cls, _kind in _PLAIN_KINDS.items():
    KINDS[_kind] = (*KINDS.get(_kind, ()), _cls)

_QUOTED = re.compile(r"[a-zA-Z]*(\"\"\"|'''|\"|')")


def child(parent: Node, raw: ast.AST | None) -> Node | None:
    """The node of an expression, a statement or a clause, in its parent."""
    return None if raw is None else made(parent, raw)


def made(parent: Node, raw: ast.AST) -> Node:
    """The same for one that is there."""
    tree = parent.tree
    start, end = tree.span(raw)
    kind = _PLAIN_KINDS.get(raw.__class__) or _kind_of(parent, raw, start, end)
    return tree.add(raw, Node(tree, kind, start, end, parent, raw))


def leaf(parent: Node, kind: str, start: int, end: int) -> Node:
    """A node with nothing inside."""
    return Node(parent.tree, kind, start, end, parent)


def made_all(parent: Node, raws: Iterable[ast.AST | None]) -> list[Node]:
    """The nodes of several, in the order of the text."""
    nodes = [made(parent, raw) for raw in raws if raw is not None]
    return sorted(nodes, key=lambda node: node.start)


def _kind_of(parent: Node, raw: ast.AST, start: int, end: int) -> str:
    if isinstance(raw, ast.Constant):
        kind = _CONSTANTS[raw.value.__class__] or ("true" if raw.value else "false")
        is_several = kind == "string" and _has_several(parent.tree.code[start:end])
        return "concatenated_string" if is_several else kind
    if isinstance(raw, ast.keyword):
        return "dictionary_splat" if raw.arg is None else "keyword_argument"
    if isinstance(raw, ast.MatchAs) and raw.name is not None:
        return "capture_pattern" if raw.pattern is None else "as_pattern"
    if isinstance(raw, ast.UnaryOp):
        return "not_operator" if isinstance(raw.op, ast.Not) else "unary_operator"
    if isinstance(raw, ast.Tuple | ast.List):
        return _kind_of_display(parent, raw, start)
    if isinstance(raw, ast.Starred):
        return "list_splat_pattern" if isinstance(raw.ctx, ast.Store) else "list_splat"
    return "string" if raw.__class__.__name__ in ("JoinedStr", "TemplateStr") else "pattern"


def _kind_of_display(parent: Node, raw: ast.Tuple | ast.List, start: int) -> str:
    is_target = isinstance(raw.ctx, ast.Store | ast.Del)
    if isinstance(raw, ast.List):
        return "list_pattern" if is_target else "list"
    is_open = bool(raw.elts) and not _is_enclosed(parent, raw, start)
    if is_target:
        return "pattern_list" if is_open else "tuple_pattern"
    return "expression_list" if is_open else "tuple"


def _is_enclosed(parent: Node, raw: ast.Tuple, start: int) -> bool:
    """Whether parentheses stand around a tuple, not only around its first element."""
    tree = parent.tree
    first, last = tree.span(raw.elts[0])
    if first == start:
        return False
    behind = re.compile(r"(?:\s|\\|#[^\n]*|\))*").match(tree.code, last)
    closed = 0 if behind is None else _without_comments(behind[0]).count(")")
    return _without_comments(tree.code[start:first]).count("(") > closed - (len(raw.elts) == 1)


def _without_comments(text: str) -> str:
    return re.sub(r"#[^\n]*", "", text) if "#" in text else text


def _has_several(text: str) -> bool:
    """Whether a string is written as several, one behind the other."""
    opening = _QUOTED.match(text)
    if opening is None:
        return False
    quote, place = opening[1], opening.end()
    while True:
        close = text.find(quote, place)
        if close < 0:
            return False
        backslashes = len(text[:close]) - len(text[:close].rstrip("\\"))
        if backslashes % 2 == 0 or close - backslashes < opening.end():
            return close + len(quote) < len(text)
        place = close + 1


_BEFORE_PARENTHESIS = re.compile(r"(?:[\s\\)]|#[^\n]*)*\(")
_WORD = re.compile(r"\w+")


def parenthesis_after(parent: Node, offset: int) -> int:
    """Where the parenthesis opens behind what is called."""
    found = _BEFORE_PARENTHESIS.match(parent.tree.code, offset)
    return offset if found is None else found.end() - 1


def word_at(parent: Node, offset: int) -> Node:
    """The identifier that starts at an offset."""
    found = _WORD.match(parent.tree.code, offset)
    return leaf(parent, "identifier", offset, offset if found is None else found.end())


def word_before(parent: Node, end: int, name: str) -> Node:
    """The identifier that ends at an offset: a name as Python knows it may be spelt otherwise."""
    code = parent.tree.code
    start = end - len(name)
    if code[start:end] != name:
        start = end
        while start > 0 and (code[start - 1].isalnum() or code[start - 1] == "_"):
            start -= 1
    return leaf(parent, "identifier", start, end)


def between(parent: Node, first: int, last: int, pattern: str) -> re.Match[str] | None:
    """A token between two offsets, comments left out."""
    return re.compile(rf"(?:#[^\n]*|[^#])*?({pattern})").match(parent.tree.code, first, last)


def token(parent: Node, first: int, last: int, written: str) -> Node:
    """The node of an operator between two offsets."""
    found = between(parent, first, last, re.escape(written))
    start = first if found is None else found.start(1)
    return leaf(parent, written, start, start + len(written))
