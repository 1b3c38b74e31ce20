"""Functions that a lambda has to call, since they cannot be transformed as they are.

The explicit transforms cannot see the signature of a class, nor can that of a function in another
file be changed from here; releases that refuse bound methods take a lambda that calls one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.found_at import by_node
from flake8_nnx_rng.fixes.migration.callers import Way, ways
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.rules.nnx118 import refused
from flake8_nnx_rng.semantics.program.functions import ParameterKind, has_keyword_only
from flake8_nnx_rng.semantics.program.uses import PARTIALS

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.semantics.program.functions import Function, Parameter
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.semantics.summaries.bound_methods import BoundMethod
    from flake8_nnx_rng.syntax.tree import Node

_IN_PLACE = "write the transform at each function"
_BY_KEYWORD = ParameterKind.KEYWORD_ONLY


def is_called_anew(bench: Bench, stack: Stack) -> bool:
    """Whether a lambda calls the function where it cannot be transformed as it is."""
    function = stack.function
    if function is None:
        return False
    is_far = bench.analysis.home(function.node) is not bench.analysis
    if function.is_class or (is_far and has_keyword_only(function)):
        return True
    return _hides_names(bench, stack, function) or _is_bound(bench, stack)


def _hides_names(bench: Bench, stack: Stack, function: Function) -> bool:
    """Whether it is a partial, whose parameters Flax does not read, that is called by keyword."""
    use = stack.layers[-1].use
    target = None if use is None else use.target
    if target is None or bench.names.called(bench.names.value(target) or target) not in PARTIALS:
        return False
    return any(_by_keyword(bench, stack, parameter) for parameter in function.parameters)


def _is_bound(bench: Bench, stack: Stack) -> bool:
    """Whether the transform next to the function refuses it as a bound method."""
    use, node = stack.layers[-1].use, stack.layers[-1].node
    held = [] if use is None else bench.tool(_refused).get(use.node, [])
    return any(node.start <= found.node.start < node.end for found in held)


def _refused(bench: Bench) -> dict[Node, list[BoundMethod]]:
    return by_node((found.use.node, found) for found in refused(bench.analysis))


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
    if layer != stack.layers[-1] or not is_called_anew(bench, stack):
        return "", ""
    passed, is_bound = passed_to_class(bench, stack), _is_bound(bench, stack)
    if not is_bound and not any(_by_keyword(bench, stack, parameter) for parameter in passed):
        return "", ""
    if layer.use is None or layer.use.target is None:
        what = "a bound method" if is_bound else "a class called by keyword"
        raise Refused(f"{what} is given to a transform that is kept", step=_IN_PLACE)
    names = ", ".join(parameter.name for parameter in passed)
    named = [p for p in passed if _by_keyword(bench, stack, p)]
    given = ", ".join(f"{p.name}={p.name}" if p in named else p.name for p in passed)
    return f"lambda {names}: ", f"({given})"


def _by_keyword(bench: Bench, stack: Stack, parameter: Parameter) -> bool:
    passed = ways(bench.analysis, stack, parameter)
    return parameter.kind is _BY_KEYWORD or Way.KEYWORD in passed
