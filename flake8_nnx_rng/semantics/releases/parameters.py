"""Parameter lists of the table, which are written as in a `def`."""

import ast
from collections.abc import Iterator, Mapping
from itertools import zip_longest

from flake8_nnx_rng.semantics.releases.model import Parameter, ParameterKind


def parse(text: str, deprecated: Mapping[str, str]) -> tuple[Parameter, ...]:
    """Read `f=MISSING, *, in_axes=0`; `deprecated` has the warnings of single parameters."""
    function = ast.parse(f"lambda {text}: 0", mode="eval").body
    assert isinstance(function, ast.Lambda)
    return tuple(
        Parameter(
            name=name,
            kind=kind,
            required=default is None and kind not in VARIADIC,
            deprecated=deprecated.get(name),
            default=None if default is None else ast.unparse(default),
        )
        for name, kind, default in _listed(function.args)
    )


VARIADIC = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)

Listed = tuple[str, ParameterKind, ast.expr | None]


def _listed(arguments: ast.arguments) -> Iterator[Listed]:
    yield from _by_position(arguments)
    if arguments.vararg:
        yield arguments.vararg.arg, ParameterKind.VAR_POSITIONAL, None
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield argument.arg, ParameterKind.KEYWORD_ONLY, default
    if arguments.kwarg:
        yield arguments.kwarg.arg, ParameterKind.VAR_KEYWORD, None


def _by_position(arguments: ast.arguments) -> Iterator[Listed]:
    only = [(a.arg, ParameterKind.POSITIONAL_ONLY) for a in arguments.posonlyargs]
    either = [(a.arg, ParameterKind.POSITIONAL_OR_KEYWORD) for a in arguments.args]
    # Defaults belong to the last parameters, so both lists are walked from the end.
    backwards = zip_longest(reversed(only + either), reversed(arguments.defaults))
    for (name, kind), default in reversed(list(backwards)):
        yield name, kind, default
