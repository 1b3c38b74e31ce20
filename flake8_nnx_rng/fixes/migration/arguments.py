"""The axes of arguments and results: what 0.8.5 did with each, and what to write for it now."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.layout import Group, Piece, prefixed
from flake8_nnx_rng.fixes.migration.callers import Way, calls_of_value, ways
from flake8_nnx_rng.fixes.migration.class_calls import is_called_anew, passed_to_class
from flake8_nnx_rng.fixes.migration.options import Axes, OldOptions
from flake8_nnx_rng.fixes.migration.refusal import ANNOTATE, ANNOTATE_RESULT, Refused
from flake8_nnx_rng.fixes.migration.signature import parameters_by_position
from flake8_nnx_rng.semantics.program.functions import Parameter, ParameterKind
from flake8_nnx_rng.semantics.values.likeness import is_list, keys_of
from flake8_nnx_rng.semantics.values.values import Kind, Value
from flake8_nnx_rng.syntax.nodes import arguments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.semantics.program.functions import Function
    from flake8_nnx_rng.semantics.program.layers import Stack
_ALIKE = "pass it in the same way in each call"
_NEVER_MAPPED = ("true", "false", "string")
"""Defaults of what has no axis to be mapped over."""


class ArgumentAxes:
    """The parameters and results of one transformed function."""

    def __init__(self, bench: Bench, stack: Stack, options: OldOptions) -> None:
        self._bench = bench
        self._stack = stack
        self._options = options
        self.reasons: list[str] = []
        """What is taken for granted, so that the result is not safe."""

    @cached_property
    def meanings(self) -> dict[Parameter, Value]:
        """What each parameter is."""
        function = self._stack.function
        nodes = self._bench.analysis.flow.guesses
        parameters = function.parameters if function else ()
        return {p: nodes.of_parameter(self._stack, p) for p in parameters}

    @cached_property
    def are_arrays(self) -> bool:
        """Whether the calls of a function that is not in view pass nothing but arrays."""
        calls = [arguments(call) for call in calls_of_value(self._bench.analysis, self._stack)]
        if self._stack.function is not None or any(c.unpacks or c.keywords for c in calls):
            return False
        guesses = self._bench.analysis.flow.guesses
        return bool(calls) and all(guesses.of(node).is_plain for c in calls for node in c.values)

    @cached_property
    def parameters(self) -> list[Parameter]:
        """The parameters that need an axis, in order.

        Transforms fill in the defaults of functions, not those of classes.
        """
        function = self._stack.function
        if function is None:
            return []
        if is_called_anew(self._bench, self._stack):
            return passed_to_class(self._bench, self._stack)
        return parameters_by_position(function)

    @cached_property
    def old(self) -> dict[Parameter, Axes]:
        """The axis that 0.8.5 gave each parameter that is an array, None for one not passed."""
        return {p: self._old_axis(p) for p in self.parameters}

    def in_axes(self, prefix: Piece) -> Piece | None:
        """The new `in_axes`; None for no change, "0" where it can go."""
        function = self._stack.function
        if function is None or self._is_uniform(prefix):
            return self._unchanged(prefix)
        pieces = [self._new_axis(p, prefix) for p in self.parameters]
        written = self._options.axes("in_axes")
        if all(piece == "0" for piece in pieces):
            keep = written.children is not None or not self._options.has("in_axes")
            if not keep or not self._options.has("in_axes"):
                return "0" if self._options.has("in_axes") else None
        if written.children is not None and [c.text for c in written.children] == pieces:
            return None
        if written.is_single and all(piece == written.text for piece in pieces):
            return None
        return Group("(", tuple(pieces), ")", is_tuple=True)

    def out_axes(self, prefix: Piece) -> Piece | None:
        """The new `out_axes`; None for no change, "0" where it can go."""
        written = self._options.axes("out_axes")
        if prefix == "0" and written.text == "0":
            return None
        if self._stack.function is None:
            if not self.are_arrays:
                raise Refused("what the function returns is not in view")
            self.reasons.append("the function, which gets arrays, is taken to return no module")
            return None
        returned = self._bench.analysis.flow.guesses.returned(self._stack.function)
        if returned.is_plain:
            return None
        return self._out_axis(returned, written, prefix)

    def _out_axis(self, returned: Value, written: Axes, prefix: Piece) -> Piece:
        if returned.is_node:
            return prefix
        if returned.is_plain or (prefix == "0" and written.text == "0"):
            return written.text
        if returned.kind is not Kind.TREE:
            raise Refused("what the function returns is not certain", step=ANNOTATE_RESULT)
        keys = keys_of(returned)
        places: Sequence[int | str] = keys or range(len(returned.children))
        pieces = [
            self._out_axis(child, written.of(key), prefix)
            for key, child in zip(places, returned.children, strict=True)
        ]
        if keys:
            entries = zip(keys, pieces, strict=True)
            return Group("{", tuple(prefixed(f"{key}: ", piece) for key, piece in entries), "}")
        if isinstance(pieces[0], str) and all(piece == pieces[0] for piece in pieces):
            return pieces[0]
        if is_list(returned):
            return Group("[", tuple(pieces), "]")
        return Group("(", tuple(pieces), ")", is_tuple=True)

    def _unchanged(self, prefix: Piece) -> Piece | None:
        """Every argument has axis 0, nodes as well."""
        if self._is_uniform(prefix):
            return "0" if self._options.has("in_axes") else None
        if self.are_arrays:
            return None
        raise Refused(
            "the function is not in view, so nothing says which arguments are modules",
            step="write the transform where the function is",
        )

    def _is_uniform(self, prefix: Piece) -> bool:
        by_position = self._options.axes("in_axes")
        by_keyword = self._options.axes("in_axes_kwargs")
        all_zero = by_position.text == "0" and by_keyword.text == "0"
        defaults = any(p.default is not None and p.default.kind != "none" for p in self.parameters)
        return prefix == "0" and all_zero and not defaults

    def _new_axis(self, parameter: Parameter, prefix: Piece) -> Piece:
        meaning = self.meanings[parameter]
        if meaning.is_node:
            return prefix
        old = self.old[parameter].text
        if self._bench.analysis.flow.guesses.holds_nodes(self._stack, parameter):
            return self._axis_of_several(parameter, prefix)
        if meaning.is_plain or prefix == old:
            return old
        if old == "None" and meaning.kind is Kind.UNKNOWN:
            self.reasons.append(f"{parameter.name!r} is taken for no module")
            return old
        raise Refused(
            f"nothing says whether {parameter.name!r} is a module or an array", step=ANNOTATE
        )

    def _axis_of_several(self, parameter: Parameter, prefix: Piece) -> Piece:
        """The axis of a list of modules, of which `nnx.StateAxes` is no prefix."""
        if prefix != "0":
            raise Refused(
                f"{parameter.name!r} holds several modules, and nnx.StateAxes is for one",
                step="make them one module",
            )
        self.reasons.append(f"the modules in {parameter.name!r} are taken to keep no Rngs")
        return "0"

    def _old_axis(self, parameter: Parameter) -> Axes:
        if self.meanings[parameter].is_node:
            return Axes("None")
        passed = ways(self._bench.analysis, self._stack, parameter)
        if parameter.default is not None:
            return self._defaulted(parameter, passed)
        return self._agreed(parameter, passed or {Way.POSITION})

    def _defaulted(self, parameter: Parameter, passed: set[Way]) -> Axes:
        """A parameter with a default, which is filled in and needs an axis, too."""
        is_none = parameter.default is not None and parameter.default.kind == "none"
        if self._is_broadcast(parameter, passed) or self.keeps_default(parameter):
            return Axes("None")
        if not passed or (Way.DEFAULT in passed and not is_none):
            raise Refused(f"whether {parameter.name!r} is passed or keeps its default is not clear")
        return self._agreed(parameter, passed - {Way.DEFAULT})

    def keeps_default(self, parameter: Parameter) -> bool:
        """Whether no call passes a parameter, or none in view and 0.8.5 could hardly take it."""
        default = parameter.default
        passed = ways(self._bench.analysis, self._stack, parameter)
        if default is None or passed:
            return default is not None and passed == {Way.DEFAULT}
        if self._axis_by_position(parameter) is None and default.kind in ("integer", "float"):
            self.reasons.append(f"{parameter.name!r} is taken to keep its default")
            return True
        return default.kind in _NEVER_MAPPED and not self._is_broadcast(parameter, passed)

    def _axis_by_position(self, parameter: Parameter) -> Axes | None:
        """None where `in_axes` has no place for it, so that no call can pass it by position."""
        if parameter.kind is ParameterKind.KEYWORD_ONLY:
            return None
        try:
            return self._options.axes("in_axes").of(self._index(parameter))
        except Refused:
            return None

    def _is_broadcast(self, parameter: Parameter, passed: set[Way]) -> bool:
        """Whether all lanes get the whole argument, however it is passed, as they do a default."""
        by_position = self._axis_by_position(parameter)
        others = passed - {Way.DEFAULT} or {Way.UNKNOWN if by_position else Way.KEYWORD}
        try:
            return self._agreed(parameter, others).text == "None"
        except Refused:
            return False

    def _agreed(self, parameter: Parameter, passed: set[Way]) -> Axes:
        """The axis of a parameter however it is passed."""
        found = {axes.text: axes for way in passed for axes in self._axes_by(parameter, way)}
        if len(found) != 1:
            raise Refused(
                f"calls pass {parameter.name!r} in ways that have different axes", step=_ALIKE
            )
        return next(iter(found.values()))

    def _axes_by(self, parameter: Parameter, way: Way) -> list[Axes]:
        if way is Way.KEYWORD or parameter.kind is ParameterKind.KEYWORD_ONLY:
            return [self._by_keyword(parameter.name)]
        by_position = self._options.axes("in_axes").of(self._index(parameter))
        if way is Way.POSITION:
            return [by_position]
        return [by_position, self._by_keyword(parameter.name)]

    def _index(self, parameter: Parameter) -> int:
        function: Function | None = self._stack.function
        return function.parameters.index(parameter) if function else 0

    def _by_keyword(self, name: str) -> Axes:
        """What `in_axes_kwargs` says for one keyword: one axis for all, or a dict."""
        try:
            return self._options.axes("in_axes_kwargs").of(name)
        except KeyError:
            raise Refused(f"in_axes_kwargs has no entry for {name!r}") from None
