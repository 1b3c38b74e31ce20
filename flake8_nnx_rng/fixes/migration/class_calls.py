"""Classes as functions: the explicit transforms cannot see the signature of a class.

Nor can that of a function in another file be changed from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.migration.callers import Way, ways
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.semantics.program.functions import ParameterKind, has_keyword_only

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.semantics.program.functions import Function, Parameter
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack

_BY_KEYWORD = ParameterKind.KEYWORD_ONLY


def is_called_anew(bench: Bench, function: Function) -> bool:
    """Whether a lambda calls it where it cannot be transformed as it is."""
    is_far = bench.analysis.home(function.node) is not bench.analysis
    return function.is_class or (is_far and has_keyword_only(function))


def passed_to_class(bench: Bench, stack: Stack) -> list[Parameter]:
    """The parameters of a class that its calls pass; those without a default if none is visible."""
    found = []
    for parameter in stack.function.parameters if stack.function else ():
        passed = ways(bench.analysis, stack, parameter)
        if Way.UNKNOWN in passed or len(passed - {Way.DEFAULT}) > 1:
            raise Refused(f"calls pass {parameter.name!r} in several ways")
        if Way.DEFAULT in passed and len(passed) > 1:
            raise Refused(f"not every call passes {parameter.name!r}")
        if passed - {Way.DEFAULT} or (not passed and parameter.default is None):
            found.append(parameter)
    return found


def as_lambda(bench: Bench, stack: Stack, layer: Layer) -> tuple[str, str]:
    """What makes a lambda of a class that is called by keyword, before and behind it."""
    function = stack.function
    if function is None or not is_called_anew(bench, function) or layer != stack.layers[-1]:
        return "", ""
    passed = passed_to_class(bench, stack)
    if not any(_by_keyword(bench, stack, parameter) for parameter in passed):
        return "", ""
    if layer.use is None or layer.use.target is None:
        raise Refused("a class is transformed out of view and called by keyword")
    names = ", ".join(parameter.name for parameter in passed)
    given = ", ".join(f"{p.name}={p.name}" if p.kind is _BY_KEYWORD else p.name for p in passed)
    return f"lambda {names}: ", f"({given})"


def _by_keyword(bench: Bench, stack: Stack, parameter: Parameter) -> bool:
    passed = ways(bench.analysis, stack, parameter)
    return parameter.kind is _BY_KEYWORD or Way.KEYWORD in passed
