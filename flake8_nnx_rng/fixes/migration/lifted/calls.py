"""Calls of lifted modules: which parameters they pass, and over which axis 0.8.5 mapped each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.migration.callers import Way
from flake8_nnx_rng.fixes.migration.options import Axes
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.semantics.program.functions import ParameterKind
from flake8_nnx_rng.semantics.values.likeness import alike
from flake8_nnx_rng.semantics.values.values import PLAIN, Kind
from flake8_nnx_rng.syntax.nodes import arguments

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.migration.lifted.submodules import Formal
    from flake8_nnx_rng.fixes.migration.options import OldOptions
    from flake8_nnx_rng.semantics.values.values import Value
    from flake8_nnx_rng.syntax.tree import Node


@dataclass(frozen=True)
class Argument:
    """A parameter that the new `__call__` has, `index` its place with `self` at 0."""

    formal: Formal
    index: int
    axis: Axes

    @property
    def meaning(self) -> Value:
        """What is passed for it."""
        return self.formal.meaning


class Calls:
    """The visible calls of the modules that one lift makes."""

    def __init__(self, bench: Bench, formals: Sequence[Formal], calls: list[Node]) -> None:
        self._bench = bench
        self._formals = formals
        self._calls = calls

    @property
    def visible(self) -> list[Node]:
        """The calls."""
        return self._calls

    def positional(self, options: OldOptions, *, traces_all: bool) -> list[Argument]:
        """What a transform that takes every argument by position is given.

        One that `traces_all` of them must not see a default that stands for itself.
        """
        if any(formal.is_variadic for formal in self._formals):
            raise Refused("*args or **kwargs of __call__ have no place in in_axes")
        found = [self._argument(formal, options, traces_all) for formal in self._formals]
        return [argument for argument in found if argument is not None]

    def _argument(self, formal: Formal, options: OldOptions, traces_all: bool) -> Argument | None:
        """The parameter with its axis; None where no call passes it and it is left out."""
        index = self._formals.index(formal) + 1
        passed = self._ways(formal, index) or self._guessed(formal, index, options)
        if formal.default is not None and Way.UNKNOWN in passed:
            raise Refused(f"whether {formal.name!r} is passed or keeps its default is not clear")
        if passed == {Way.DEFAULT} and formal.default is not None:
            return self._unpassed(formal, index, options, traces_all)
        axis = self._agreed(formal, index, options, passed - {Way.DEFAULT})
        is_kept = _is_none(formal) or (axis.text == "None" and not traces_all)
        if Way.DEFAULT in passed and not is_kept:
            raise Refused(f"not every call passes {formal.name!r}")
        return Argument(self._by_use(formal), index, axis)

    def _unpassed(
        self, formal: Formal, index: int, options: OldOptions, traces_all: bool
    ) -> Argument | None:
        """A parameter that keeps its default in all calls in view; there may be others."""
        if not _is_none(formal):
            kept = Argument(replace(formal, meaning=PLAIN), index, Axes("None"))
            return None if traces_all else kept
        children = options.axes("in_axes").children
        by_position = formal.kind is ParameterKind.POSITIONAL
        if by_position and children is not None and index >= len(children):
            return Argument(replace(formal, meaning=PLAIN), index, Axes("None"))
        axis = self._agreed(formal, index, options, {Way.POSITION})
        is_unknown = formal.meaning.kind is Kind.UNKNOWN
        return Argument(replace(formal, meaning=PLAIN) if is_unknown else formal, index, axis)

    def _ways(self, formal: Formal, index: int) -> set[Way]:
        return {self._way(call, formal, index) for call in self._calls}

    def _way(self, call: Node, formal: Formal, index: int) -> Way:
        given = arguments(call)
        if formal.name in given.keywords:
            return Way.KEYWORD
        if given.unpacks:
            return Way.UNKNOWN
        by_position = formal.kind is ParameterKind.POSITIONAL
        return Way.POSITION if by_position and index <= len(given.positional) else Way.DEFAULT

    def _guessed(self, formal: Formal, index: int, options: OldOptions) -> set[Way]:
        """Without a call in view: a tuple of axes is as long as there are arguments."""
        children = options.axes("in_axes").children
        if formal.default is None:
            return {Way.POSITION}
        if formal.kind is ParameterKind.POSITIONAL and children is not None:
            return {Way.POSITION if index < len(children) else Way.DEFAULT}
        if _is_none(formal):
            return {Way.DEFAULT}
        raise Refused(f"no call in view says whether {formal.name!r} is passed")

    def _agreed(self, formal: Formal, index: int, options: OldOptions, passed: set[Way]) -> Axes:
        found = {}
        for way in passed:
            by_keyword = way is Way.KEYWORD or formal.kind is ParameterKind.KEYWORD_ONLY
            if not by_keyword:
                axes = options.axes("in_axes").of(index)
                found[axes.text] = axes
            if by_keyword or way is Way.UNKNOWN:
                axes = _by_keyword(options, formal.name)
                found[axes.text] = axes
        if len(found) != 1:
            raise Refused(f"calls pass {formal.name!r} in ways that have different axes")
        return next(iter(found.values()))

    def _by_use(self, formal: Formal) -> Formal:
        """The parameter with what all calls say of it, where the class alone does not."""
        if formal.meaning.kind is not Kind.UNKNOWN:
            return formal
        nodes = self._bench.analysis.flow.guesses
        values = [self._value(call, formal) for call in self._calls]
        if not values or None in values:
            return formal
        return replace(formal, meaning=alike([nodes.taken(v) for v in values if v is not None]))

    def _value(self, call: Node, formal: Formal) -> Node | None:
        given = arguments(call)
        index = self._formals.index(formal)
        if formal.name in given.keywords:
            return given.keywords[formal.name]
        fits = not given.unpacks_positional and index < len(given.positional)
        return given.positional[index] if fits else None


def _is_none(formal: Formal) -> bool:
    return formal.default is not None and formal.default.kind == "none"


def _by_keyword(options: OldOptions, name: str) -> Axes:
    try:
        return options.axes("in_axes_kwargs").of(name)
    except KeyError:
        raise Refused(f"in_axes_kwargs has no entry for {name!r}") from None
