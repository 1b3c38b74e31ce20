"""What code of the implicit releases meant where it is spelled as today but means something else.

Up to 0.8.5 `in_axes` said nothing about graph nodes: their state followed `state_axes`, 0 for all
of it, and streams were split for them. `nnx.scan` had no `nnx.Carry`: its first argument was it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.legacy.axes import is_explicit
from flake8_nnx_rng.semantics.program.axes import Axis, AxisKind
from flake8_nnx_rng.semantics.program.functions import Function, ParameterKind
from flake8_nnx_rng.semantics.releases.eras import forks_dropout, is_legacy_keyword
from flake8_nnx_rng.semantics.releases.transforms import MAPPING
from flake8_nnx_rng.semantics.values.guessed_parameters import CALLED
from flake8_nnx_rng.semantics.values.values import Kept, Kind
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import arguments

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.functions import Parameter
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.syntax.tree import Node

_RULES_OF_PYTHON = "nnx transforms pass every argument by position since Flax 0.9.0"


def changed_meanings(analysis: Analysis, stack: Stack, layer: Layer) -> Iterator[str]:
    """What a layer would do otherwise at an explicit release than it was written for, in words.

    Said of layers without removed keywords, and of certain code only.
    """
    use = layer.use
    if use is None or use.name not in MAPPING:
        return
    if analysis.is_legacy_use(use):  # told of on its own, where it is written in the call
        given = [key for key, _ in use.spread if is_legacy_keyword(use.name, key)]
        if given:
            yield f"{', '.join(given)} from ** went with implicit splitting (raises TypeError)"
        return
    if use.options.unpacks_keywords and analysis.was_implicit(stack, layer):
        yield "its options come by **, which is not in view, and streams were split by default"
        return
    if use.options.unpacks or is_explicit(analysis, layer):
        return
    if analysis.stacks.is_split_around(stack):
        return
    is_old = analysis.was_implicit(stack, layer)
    if stack.function is not None and is_old:
        yield from _keyword_only(stack.function)
    if use.name == "scan":
        yield from _scan(analysis, stack, layer)
    elif is_old:
        yield from _mapping(analysis, stack, layer)


def may_be_given_state(analysis: Analysis, stack: Stack, *, sized: bool) -> bool:
    """Whether a function that is not in view may be given more than arrays.

    A size is for makers, so that whatever is not seen to be an array may be state; without one it
    takes a call that passes state, or code that hands on what it got, a function or arguments.
    """
    calls = [arguments(site.call) for site in analysis.call_sites.of(stack)]
    if any(given.unpacks for given in calls):
        return True
    passed = [node for given in calls for node in given.values]
    values = [analysis.flow.guesses.of(node) for node in passed]
    if sized:
        return not calls or any(not value.is_plain for value in values)
    use = stack.layers[-1].use
    handed_on = [use.target] if not calls and use is not None and use.target else passed
    from_callers = any(_is_parameter(analysis, node) for node in handed_on)
    return from_callers or any(value.is_node for value in values)


def _is_parameter(analysis: Analysis, node: Node) -> bool:
    binding = analysis.names.binding(node)
    return binding is not None and binding.kind is BindingKind.PARAMETER


def _keyword_only(function: Function) -> Iterator[str]:
    for parameter in function.parameters:
        if function.is_class and parameter.default is not None:
            continue  # the defaults of a class are its own business
        if parameter.kind is ParameterKind.KEYWORD_ONLY:
            yield f"the parameter {parameter.name!r} is keyword-only: {_RULES_OF_PYTHON}"
            return


def _scan(analysis: Analysis, stack: Stack, layer: Layer) -> Iterator[str]:
    written = analysis.in_axes(layer)
    if written is not None and _names_no_carry(written):
        return  # told of on its own
    if not analysis.was_implicit(stack, layer):
        return
    if stack.function is None:
        is_called = bool(analysis.call_sites.of(stack))
        if is_called and may_be_given_state(analysis, stack, sized=False):
            yield "up to 0.8.5 state went by state_axes, and the function is not in view"
        return
    positional = [p for p in stack.function.parameters if p.kind is ParameterKind.POSITIONAL]
    if written is None and len(positional) != 2:
        yield f"the default in_axes are for two arguments, the function has {len(positional)}"
    elif any(_holds_streams(analysis, stack, p) for p in positional[1:]):
        yield "up to 0.8.5 the streams in the module were carried from step to step"


def _names_no_carry(axis: Axis) -> bool:
    if axis.kind is AxisKind.TREE:
        return all(child.kind not in (AxisKind.CARRY, AxisKind.UNKNOWN) for child in axis.children)
    return axis.kind in (AxisKind.MAPPED, AxisKind.BROADCAST)


def _mapping(analysis: Analysis, stack: Stack, layer: Layer) -> Iterator[str]:
    axes = analysis.axes(stack, layer)
    for parameter in stack.function.parameters if stack.function else ():
        axis = axes.get(parameter.name)
        if axis is None:
            continue
        if axis.kind is AxisKind.UNKNOWN and _lacks_axis(analysis, layer, stack, parameter):
            yield f"in_axes has no entry for {parameter.name!r}, whose default is an argument now"
            return
        meaning = analysis.flow.guesses.of_parameter(stack, parameter)
        if not meaning.is_node or meaning == CALLED:
            continue
        if axis.kind is AxisKind.BROADCAST or (axis.is_mapped and axis.index != 0):
            said = "broadcasts" if axis.kind is AxisKind.BROADCAST else "slices"
            yield (
                f"in_axes {said} {parameter.name!r}, but said nothing about modules and Rngs up to "
                "0.8.5, whose state went by axis 0"
            )
            return
        if _holds_streams(analysis, stack, parameter):
            yield f"up to 0.8.5 the streams in {parameter.name!r} were split for the lanes"
            return


def _lacks_axis(analysis: Analysis, layer: Layer, stack: Stack, parameter: Parameter) -> bool:
    """Whether the parameter has a default and stands behind the end of a tuple of axes."""
    written = analysis.in_axes(layer)
    if written is None or written.kind is not AxisKind.TREE or stack.function is None:
        return False
    index = stack.function.parameters.index(parameter)
    return parameter.default is not None and index >= len(written.children)


def _holds_streams(analysis: Analysis, stack: Stack, parameter: Parameter) -> bool:
    """Whether a value certainly has RNG state that has to be split or carried.

    From 0.11.0 on, layers that were made in lanes have forks with the leading axis already.
    """
    meaning = analysis.flow.guesses.of_parameter(stack, parameter)
    forked = forks_dropout(analysis.release)
    held = meaning.kept & (Kept.SHARED if forked else Kept.SHARED | Kept.OWN)
    if meaning.kind is Kind.RNGS:  # NNX101 tells of those that are known by name or callers
        return parameter not in analysis.rngs_parameters(stack)
    return meaning.kind is Kind.MODULE and bool(held)
