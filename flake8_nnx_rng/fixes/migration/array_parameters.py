"""Parameters that are one array, and no tree of several."""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def is_one_array(
    analysis: Analysis, function: Function, parameter: Parameter, far: int = _FAR
) -> bool:
    """Whether the annotation says so, or a use in the body, or in what it is handed to."""
    analysis = analysis.home(function.node)
    if parameter.annotation is not None and is_array_type(analysis.names, parameter.annotation):
        return True
    uses = shows_one_array(function, parameter.name, analysis.names)
    return uses.certain or any(
        _is_array_there(analysis, call, use, far) for call, use in uses.handed
    )


def _is_array_there(analysis: Analysis, call: Node, use: Node, far: int) -> bool:
    """Whether a function takes an array where it is handed something."""
    called = analysis.flow.guesses.of(field_of(call, "function"))
    if called.kind is Kind.MODULE and called.owner is None:
        return called.export not in (None, "Module")
    found = _callee(analysis, call) if far > 0 else None
    if found is None:
        return False
    definition, function, bound = found
    given = arguments(call)
    by_name = next((key for key, value in given.keywords.items() if value == use), None)
    if by_name is not None:
        parameter = function.parameter(by_name)
    else:
        listed = function.parameters[bound:]
        index = given.positional.index(use) if use in given.positional else len(listed)
        parameter = listed[index] if index < len(listed) and not given.unpacks else None
    return parameter is not None and is_one_array(definition.analysis, function, parameter, far - 1)


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
