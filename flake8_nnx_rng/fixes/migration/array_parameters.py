"""Parameters that are one array, and no tree of several."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.program.functions import class_around, read_function
from flake8_nnx_rng.semantics.program.parameter_uses import shows_one_array
from flake8_nnx_rng.semantics.values.guessed_parameters import is_array_type
from flake8_nnx_rng.semantics.values.values import Definition, Kind
from flake8_nnx_rng.syntax.nodes import arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.functions import Function, Parameter
    from flake8_nnx_rng.syntax.tree import Node

_FAR = 4
"""Through how many functions a value is followed that is handed on."""


class _Taken(NamedTuple):
    """A parameter of a function, and the module that this stands in."""

    analysis: Analysis
    function: Function
    parameter: Parameter


def is_one_array(analysis: Analysis, function: Function, parameter: Parameter) -> bool:
    """Whether the annotation says so, or a use in the body, or in what it is handed to."""
    asked = [_Taken(analysis.home(function.node), function, parameter)]
    known: set[tuple[Node, str]] = set()
    for _ in range(_FAR + 1):
        new = {(taken.function.node, taken.parameter.name): taken for taken in asked}
        row = [taken for key, taken in new.items() if key not in known]
        known.update(new)
        asked = []
        for taken in row:
            uses = shows_one_array(taken.function, taken.parameter.name, taken.analysis.names)
            if uses.certain or _is_annotated(taken):
                return True
            if any(_is_for_layer(taken.analysis, call) for call, _ in uses.handed):
                return True
            handed = (_taken_by(taken.analysis, call, use) for call, use in uses.handed)
            asked += filter(None, handed)
    return False


def _is_annotated(taken: _Taken) -> bool:
    annotation = taken.parameter.annotation
    return annotation is not None and is_array_type(taken.analysis.names, annotation)


def _is_for_layer(analysis: Analysis, call: Node) -> bool:
    """Whether a layer of Flax is called: all of them take one array."""
    called = analysis.flow.guesses.of(field_of(call, "function"))
    is_layer = called.kind is Kind.MODULE and called.owner is None
    return is_layer and called.export not in (None, "Module")


def _taken_by(analysis: Analysis, call: Node, use: Node) -> _Taken | None:
    """The parameter that something is handed to, of a function in view."""
    found = _callee(analysis, call)
    if found is None:
        return None
    definition, function, bound = found
    given = arguments(call)
    by_name = next((key for key, value in given.keywords.items() if value == use), None)
    if by_name is not None:
        parameter = function.parameter(by_name)
    else:
        listed = function.parameters[bound:]
        index = given.positional.index(use) if use in given.positional else len(listed)
        parameter = listed[index] if index < len(listed) and not given.unpacks else None
    home = definition.analysis.home(function.node)
    return None if parameter is None else _Taken(home, function, parameter)


def _callee(analysis: Analysis, call: Node) -> tuple[Definition, Function, int] | None:
    """The function that a call runs, and how many parameters the dot before it fills."""
    function = field_of(call, "function")
    guesses = analysis.flow.guesses
    called = guesses.of(function)
    if called.kind is Kind.MODULE:
        found = guesses.instances.method(called, "__call__")
        return None if found is None else (*found, 1)
    definition = analysis.definition(function)
    if definition is not None and definition.node.kind == "function_definition":
        is_method = class_around(definition.node) is not None
        return None if is_method else (definition, read_function(definition.node), 0)
    if function.kind != "attribute":
        return None
    owner = guesses.of(field_of(function, "object"))
    name = field_of(function, "attribute").text
    found = guesses.instances.method(owner, name) if owner.kind is Kind.MODULE else None
    return None if found is None else (*found, 1)
