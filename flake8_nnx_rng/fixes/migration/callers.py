"""How the visible callers pass the arguments of a transformed function."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.functions import ParameterKind
from flake8_nnx_rng.syntax.concrete import outermost_parenthesis
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import arguments, call_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.call_sites import CallSite
    from flake8_nnx_rng.semantics.program.functions import Function, Parameter
    from flake8_nnx_rng.semantics.program.layers import Stack
    from flake8_nnx_rng.syntax.tree import Node


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


def calls_of_value(analysis: Analysis, stack: Stack) -> list[Node]:
    """The calls that may be of a transformed value, which a name can have on one of two ways."""
    calls = [site.call for site in analysis.call_sites.of(stack)]
    holder = outermost_parenthesis(stack.root).parent
    left = None if calls or holder is None else holder.field("left")
    if left is None or left.kind != "identifier":
        return calls
    mentions = analysis.module.mentions_by_name(left.text)
    held = [m for m in mentions if _may_be(analysis, m, stack.root)]
    return [call for call in map(call_of, held) if call is not None]


def _may_be(analysis: Analysis, mention: Node, value: Node) -> bool:
    reaching = analysis.module.reaching(mention)
    return reference(mention) == mention and any(b.value == value for b in reaching)


def _way(site: CallSite, function: Function, parameter: Parameter) -> Way:
    given = arguments(site.call)
    if parameter.name in given.keywords:
        return Way.KEYWORD
    index = function.parameters.index(parameter) - site.bound
    if parameter.kind is ParameterKind.POSITIONAL and index < len(given.positional):
        return Way.UNKNOWN if given.unpacks_positional else Way.POSITION
    return Way.UNKNOWN if given.unpacks else Way.DEFAULT
