"""Parameter lists as text, in the spelling of a `def`."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from release_table.namespace import Definition, Meaning, Namespace

SENTINELS = frozenset({"MISSING", "Missing"})


@dataclass(frozen=True)
class Parameters:
    """Parameters in order; `None` as a default means that there is none."""

    positional_only: tuple[tuple[str, str | None], ...] = ()
    positional: tuple[tuple[str, str | None], ...] = ()
    variadic: str | None = None
    keyword_only: tuple[tuple[str, str | None], ...] = ()
    keywords: str | None = None

    def without_first(self) -> "Parameters":
        """The parameters that a bound method shows."""
        if self.positional_only:
            return replace(self, positional_only=self.positional_only[1:])
        return replace(self, positional=self.positional[1:])

    def __str__(self) -> str:
        """The list as a `def` has it between its parentheses."""
        return ", ".join(self._parts())

    def _parts(self) -> Iterator[str]:
        yield from map(_spelled, self.positional_only)
        if self.positional_only:
            yield "/"
        yield from map(_spelled, self.positional)
        if self.variadic:
            yield f"*{self.variadic}"
        elif self.keyword_only:
            yield "*"
        yield from map(_spelled, self.keyword_only)
        if self.keywords:
            yield f"**{self.keywords}"


def of_function(function: ast.FunctionDef) -> Parameters:
    """The parameters that a definition spells out."""
    spelled = function.args
    positional = [a.arg for a in (*spelled.posonlyargs, *spelled.args)]
    first_default = len(positional) - len(spelled.defaults)
    defaults = [None] * first_default + [default_text(d) for d in spelled.defaults]
    pairs = tuple(zip(positional, defaults, strict=True))
    only = len(spelled.posonlyargs)
    keyword_defaults = [default_text(d) if d else None for d in spelled.kw_defaults]
    return Parameters(
        pairs[:only],
        pairs[only:],
        spelled.vararg.arg if spelled.vararg else None,
        tuple(zip((a.arg for a in spelled.kwonlyargs), keyword_defaults, strict=True)),
        spelled.kwarg.arg if spelled.kwarg else None,
    )


def default_text(default: ast.expr) -> str:
    """A default as text; the spellings of the sentinel become one."""
    text = ast.unparse(default)
    return "MISSING" if text.removesuffix("()").split(".")[-1] in SENTINELS else text


def of_callable(names: Namespace, meaning: Meaning) -> Parameters | None:
    """Parameters of a function, or of what a factory returns; None when unknowable."""
    match meaning:
        case Definition(node=ast.FunctionDef() as function):
            wrapped = _wrapped_name(function)
            if wrapped is None:
                return of_function(function)
            return of_callable(names, names.look_up(meaning.module, wrapped))
        case Definition(module=module, node=ast.Call() as call):
            return _of_made(names, module, call)
    return None


def made_by(names: Namespace, module: str, call: ast.Call) -> ast.FunctionDef | None:
    """The function of the wheel that a call like `name = factory(...)` goes to."""
    factory = names.evaluate(module, call.func)
    is_function = isinstance(factory, Definition) and isinstance(factory.node, ast.FunctionDef)
    return factory.node if is_function else None  # type: ignore[union-attr, return-value]


def returned_function(factory: ast.FunctionDef) -> ast.FunctionDef | None:
    """The inner function that a factory returns."""
    inner = {s.name: s for s in factory.body if isinstance(s, ast.FunctionDef)}
    match factory.body[-1]:
        case ast.Return(value=ast.Name(id=name)):
            return inner.get(name)
    return None


def _of_made(names: Namespace, module: str, call: ast.Call) -> Parameters | None:
    factory = made_by(names, module, call)
    inner = factory and returned_function(factory)
    if factory is None or inner is None:
        return None
    wrapped = _wrapped_name(inner)
    if wrapped is None:
        return of_function(inner)
    arguments = dict(zip((a.arg for a in factory.args.args), call.args, strict=False))
    if wrapped not in arguments:
        return None
    return of_callable(names, names.evaluate(module, arguments[wrapped]))


def _wrapped_name(function: ast.FunctionDef) -> str | None:
    """The `f` of `@functools.wraps(f)`."""
    for decorator in function.decorator_list:
        match decorator:
            case ast.Call(func=func, args=[ast.Name(id=name), *_]):
                if ast.unparse(func).split(".")[-1] == "wraps":
                    return name
    return None


def _spelled(pair: tuple[str, str | None]) -> str:
    name, default = pair
    return name if default is None else f"{name}={default}"
