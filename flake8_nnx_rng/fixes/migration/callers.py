"""How the visible callers pass the arguments of a transformed function."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.functions import ParameterKind
from flake8_nnx_rng.syntax.nodes import arguments

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.call_sites import CallSite
    from flake8_nnx_rng.semantics.program.functions import Function, Parameter
    from flake8_nnx_rng.semantics.program.layers import Stack


class Way(Enum):
    """How one call passes one parameter."""

    POSITION = auto()
    KEYWORD = auto()
    DEFAULT = auto()
    UNKNOWN = auto()


def ways(analysis: Analysis, stack: Stack, parameter: Parameter) -> set[Way]:
    """All ways in which visible calls pass a parameter; none where no call is in view."""
    if stack.function is None:
        return set()
    outside = (site for _, site in analysis.outside_calls.of(stack))
    sites = (*analysis.call_sites.of(stack), *outside) or analysis.call_sites.by_name(stack)
    return {_way(site, stack.function, parameter) for site in sites}


def _way(site: CallSite, function: Function, parameter: Parameter) -> Way:
    given = arguments(site.call)
    if parameter.name in given.keywords:
        return Way.KEYWORD
    index = function.parameters.index(parameter) - site.bound
    if parameter.kind is ParameterKind.POSITIONAL and index < len(given.positional):
        return Way.UNKNOWN if given.unpacks_positional else Way.POSITION
    return Way.UNKNOWN if given.unpacks else Way.DEFAULT
