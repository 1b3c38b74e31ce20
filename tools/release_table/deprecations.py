"""Deprecations that the source announces when it runs."""

import ast
from collections.abc import Iterable, Iterator

from release_table.modules import Module
from release_table.signatures import returned_function


def of_function(function: ast.FunctionDef) -> str | None:
    """The text of a warning that every call emits."""
    return _decorated(function) or _first(_warning(s) for s in function.body)


def of_parameters(function: ast.FunctionDef) -> dict[str, str]:
    """Texts of warnings that are emitted as soon as one parameter is given."""
    found = {}
    for statement in function.body:
        if isinstance(statement, ast.If):
            name = _given(statement.test)
            text = _first(_warning(s) for s in statement.body)
            if name and text:
                found[name] = text
    return found


def of_alias(factory: ast.FunctionDef, call: ast.Call) -> str | None:
    """The text for `old = deprecated(new)`, with the argument's name filled in."""
    inner = returned_function(factory)
    text = inner and of_function(inner)
    if not text:
        return None
    for parameter, argument in zip(factory.args.args, call.args, strict=False):
        text = text.replace(f"{{{parameter.arg}.__qualname__}}", ast.unparse(argument))
    return text


def of_branch(branch: ast.If) -> str | None:
    """The text that one branch of a module's `__getattr__` emits."""
    return _first(_warning(s) for s in branch.body)


def of_module(module: Module) -> str | None:
    """The text that importing a module emits."""
    return _first(_warning(s) for s in module.body)


def of_class(node: ast.ClassDef) -> str | None:
    """The text of a `@deprecated` decorator."""
    return _decorated(node)


def _decorated(node: ast.FunctionDef | ast.ClassDef) -> str | None:
    for decorator in node.decorator_list:
        match decorator:
            case ast.Call(func=func, args=[ast.Constant(value=str(text)), *_]):
                if ast.unparse(func).split(".")[-1] == "deprecated":
                    return text
    return None


def _warning(statement: ast.stmt) -> str | None:
    match statement:
        case ast.Expr(value=ast.Call(func=func, args=[message, *rest], keywords=keywords)):
            category = [*rest, *(k.value for k in keywords)]
            if _announces(ast.unparse(func), message, category):
                return _text(message)
    return None


def _announces(called: str, message: ast.expr, options: Iterable[ast.expr]) -> bool:
    if called.endswith("logging.warning"):
        return "deprecated" in _text(message)
    return called.endswith("warn") and any(
        ast.unparse(o).split(".")[-1] == "DeprecationWarning" for o in options
    )


def _text(message: ast.expr) -> str:
    return " ".join("".join(_pieces(message)).split())


def _pieces(message: ast.expr) -> Iterator[str]:
    match message:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=values):
            for value in values:
                yield from _pieces(value)
        case ast.FormattedValue(value=value):
            yield f"{{{ast.unparse(value)}}}"
        case ast.BinOp(left=left, right=right):
            yield from _pieces(left)
            yield from _pieces(right)


def _given(test: ast.expr) -> str | None:
    """The name that a test like `split is not None` shows to be given."""
    match test:
        case ast.Compare(left=ast.Name(id=name), ops=[ast.IsNot()]) | ast.Name(id=name):
            return name
    return None


def _first(texts: Iterable[str | None]) -> str | None:
    return next((t for t in texts if t), None)
