"""Arriving: what the visible calls of a transformed function pass for a parameter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.program.call_sites import argument_for
from flake8_nnx_rng.semantics.values.seeds import is_seed
from flake8_nnx_rng.semantics.values.values import Kind, Value
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import arguments

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.functions import Parameter
    from flake8_nnx_rng.semantics.program.layers import Stack
    from flake8_nnx_rng.syntax.tree import Node


class Argument(NamedTuple):
    """An argument of a call, the module that the call stands in, and what it is there."""

    caller: Analysis
    node: Node

    @property
    def value(self) -> Value:
        """What is passed."""
        return self.caller.flow.reader.of(self.node)


class Arrived(NamedTuple):
    """What visible calls pass for an Rngs.

    `scalar` is an argument that certainly is; `uncertain` says that one was made or changed where
    none can see it, which a plain parameter of the caller is not.
    """

    scalar: Node | None = None
    splits: bool = False
    uncertain: bool = False


def passed_for(parameter: Parameter, stack: Stack, analysis: Analysis) -> Iterator[Argument]:
    """The arguments of the visible calls, those in other files too."""
    function = stack.function
    if function is None:
        return
    for node in analysis.call_sites.arguments_for(stack, parameter):
        yield Argument(analysis, node)
    for caller, site in analysis.outside_calls.of(stack):
        node_there = argument_for(function, parameter, arguments(site.call), bound=site.bound)
        if node_there is not None:
            yield Argument(caller, node_there)


def arrived(parameter: Parameter, stack: Stack, analysis: Analysis) -> Arrived:
    """What comes for an Rngs parameter, as far as that is certain."""
    passed = list(passed_for(parameter, stack, analysis))
    scalars = [one for one in passed if _is_scalar(one.value) or _is_seed(one)]
    splits = [argument for argument in passed if _is_split(argument.value)]
    others = [argument for argument in passed if argument not in (*scalars, *splits)]
    return Arrived(
        scalar=scalars[0].node if scalars else None,
        splits=bool(splits),
        uncertain=not all(is_handed_on(node, caller) for caller, node in others),
    )


def is_handed_on(expression: Node, analysis: Analysis) -> bool:
    """Whether a value comes as it is from the caller of the function around."""
    binding = analysis.names.binding(expression)
    if binding is None or binding.kind is not BindingKind.PARAMETER:
        return False
    return analysis.flow.reader.held.axes(expression) == []


def _is_seed(argument: Argument) -> bool:
    return is_seed(argument.node, None, argument.caller.flow.reader)


def _is_scalar(value: Value) -> bool:
    """Whether it has one key a stream."""
    return _is_state(value) and all(track.is_scalar for track in value.tracks())


def _is_split(value: Value) -> bool:
    return _is_state(value) and any(track.least > 0 for track in value.tracks())


def _is_state(value: Value) -> bool:
    return value.kind in (Kind.RNGS, Kind.STREAM, Kind.KEY)
