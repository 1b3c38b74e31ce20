"""Signatures for explicit transforms, which take every argument by position."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit
from flake8_nnx_rng.fixes.migration.callers import Way, ways
from flake8_nnx_rng.fixes.migration.class_calls import is_called_anew
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.semantics.program.functions import (
    Function,
    Parameter,
    ParameterKind,
    has_keyword_only,
)
from flake8_nnx_rng.syntax.concrete import tokens
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.syntax.tree import Node

_VARIADIC = (ParameterKind.VARIADIC, ParameterKind.VARIADIC_KEYWORD)


def parameters_by_position(function: Function) -> list[Parameter]:
    """The parameters in the order that they have without the bare `*`.

    Those without a default come first. Raises `Refused` for `*args` and `**kwargs`.
    """
    if any(parameter.kind in _VARIADIC for parameter in function.parameters):
        raise Refused(
            "*args or **kwargs of the function have no place in in_axes",
            step="name the parameters, so that each has its axis",
        )
    listed = list(function.parameters)
    if not has_keyword_only(function):
        return listed
    return sorted(listed, key=lambda parameter: parameter.default is not None)


def check_calls(bench: Bench, stack: Stack, parameters: Iterable[Parameter]) -> None:
    """Refuse a pmap that is called with keyword arguments, which it does not take."""
    for parameter in parameters:
        if Way.KEYWORD in ways(bench.analysis, stack, parameter):
            raise Refused(f"nnx.pmap takes no keyword arguments, as {parameter.name!r} is")


def check_defaults(bench: Bench, stack: Stack, layer: Layer) -> None:
    """Refuse a default that the transform fills in and has no axis for."""
    function, analysis = stack.function, bench.analysis
    if function is None or is_called_anew(bench, stack):
        return
    axes, written = analysis.axes(stack, layer), analysis.in_axes(layer)
    for number, parameter in enumerate(function.parameters):
        if parameter.default is None or Way.DEFAULT not in _ways(bench, stack, parameter):
            continue
        constant = analysis.flow.guesses.taken(parameter.default).constant
        is_mapped = axes[parameter.name].is_mapped and constant not in (None, "None")
        if is_mapped or (written is not None and number >= len(written.children) > 0):
            raise Refused(
                f"the transform has no axis for the default of {parameter.name!r}",
                step="give it None in in_axes",
            )


def _ways(bench: Bench, stack: Stack, parameter: Parameter) -> set[Way]:
    """How calls pass a parameter, which keeps its default where none is in view."""
    return ways(bench.analysis, stack, parameter) or {Way.DEFAULT}


def signature_edits(bench: Bench, stack: Stack) -> list[Edit]:
    """Take the bare `*` away; refused where a visible call would bind otherwise."""
    function = stack.function
    if function is None or is_called_anew(bench, stack) or not has_keyword_only(function):
        return []
    order = parameters_by_position(function)
    listed = field_of(function.node, "parameters")
    separator = next((n for n in listed.parts if n.kind == "keyword_separator"), None)
    if separator is None:
        raise Refused("keyword-only parameters behind *args cannot be passed by position")
    if order == list(function.parameters):
        return [_deletion(bench, listed, separator)]
    for moved in _moved(function, order):
        passed = ways(bench.analysis, stack, moved)
        if not passed or passed & {Way.POSITION, Way.UNKNOWN}:
            raise Refused(f"without the bare * the parameter {moved.name!r} would change its place")
    return _reordered(bench, function, separator, order)


def _moved(function: Function, order: list[Parameter]) -> list[Parameter]:
    """Parameters that could be passed by position before, and have another place now."""
    positional = [p for p in function.parameters if p.kind is ParameterKind.POSITIONAL]
    return [p for p in positional if order.index(p) != function.parameters.index(p)]


def _deletion(bench: Bench, listed: Node, separator: Node) -> Edit:
    """The `*` with its comma, and with its line if it has one of its own."""
    behind = (token for token in tokens(listed) if token.start > separator.start)
    comma = next(token for token in behind if not token.is_comment)
    line = bench.line_start(separator.start)
    code = bench.module.source.code
    stop = code.find("\n", comma.end)
    alone = not code[line : separator.start].strip() and not code[comma.end : stop].strip()
    if alone and stop >= 0:
        return Edit(line, stop + 1, "", shared=True)
    first, following = separator.start, comma.end
    while code[following] in " \t":
        following += 1
    while code[following] in "\r\n" and code[first - 1] in " \t":
        first -= 1
    return Edit(first, following, "", shared=True)


def _reordered(
    bench: Bench, function: Function, separator: Node, order: list[Parameter]
) -> list[Edit]:
    """Write each parameter at the place of the one that stood there, and drop the `*`."""
    if any(token.is_comment for token in tokens(field_of(function.node, "parameters"))):
        raise Refused("comments stand between parameters that have to change places")
    listed = field_of(function.node, "parameters")
    edits = [_deletion(bench, listed, separator)]
    for old, new in zip(function.parameters, order, strict=True):
        if old != new:
            text = bench.text(new.node.start, new.node.end)
            edits.append(Edit(old.node.start, old.node.end, text, shared=True))
    return edits
