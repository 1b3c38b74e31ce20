"""Quieting: where values are told to be deterministic, `model.eval()`, and where to train again."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.program.call_sites import argument_for
from flake8_nnx_rng.semantics.program.functions import INIT, class_around, read_function
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, call_of, field_of, is_in

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.program.names import Names
    from flake8_nnx_rng.syntax.tree import Node

_TELLING = {"eval": True, "set_attributes": True, "train": False}
"""The methods that tell a module how to be, and whether that is deterministic."""
_SCOPES = ("function_definition", "lambda", "module")


class _Told(NamedTuple):
    """The call by which something is told, and whether to be deterministic."""

    call: Node
    is_quiet: bool


class Quieting:
    """Answers for the values of one module."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def is_quiet(self, expression: Node) -> bool:
        """Whether `x.eval()` or the like was said of it before, in a function around."""
        told = self._told.get(expression.text, [])
        for place in range(bisect_left(told, expression.start, key=_start) - 1, -1, -1):
            scope = ancestor(told[place].call, *_SCOPES)
            if scope is not None and scope.start <= expression.start < scope.end:
                return told[place].is_quiet
        return False

    def is_made_quiet(self, owner: Node) -> bool:
        """Whether the `__init__` of a class says so of each instance."""
        own = [told for told in self._told.get("self", []) if is_in(told.call, owner)]
        made = [told for told in own if _name(ancestor(told.call, *_SCOPES)) == INIT]
        return bool(made) and made[-1].is_quiet

    @cached_property
    def _told(self) -> dict[str, list[_Told]]:
        """By what is told, as it is written, in the order of places."""
        found: dict[str, list[_Told]] = {}
        for mention in self._names.module.mentions_of(tuple(_TELLING)):
            expression = reference(mention)
            call = None if expression is None else call_of(expression)
            if expression is None or expression.kind != "attribute" or call is None:
                continue
            told, is_quiet = field_of(expression, "object"), _TELLING[mention.text]
            for path, place in ((told.text, call), *self._through(told, call)):
                found.setdefault(path, []).append(_Told(place, is_quiet))
        return {path: sorted(places, key=_start) for path, places in found.items()}

    def _through(self, told: Node, call: Node) -> Iterator[tuple[str, Node]]:
        """What calls of the function around have it tell: `model` of `freeze(model)`."""
        function = ancestor(call, *_SCOPES)
        if function is None or function.kind != "function_definition":
            return
        owner, read = class_around(function), read_function(function)
        for mention in self._names.module.mentions_by_name(_name(function)):
            expression = reference(mention)
            site = None if expression is None else call_of(expression)
            if expression is None or site is None:
                continue
            if owner is not None:
                is_of_object = expression.kind == "attribute" and told.text == "self"
                given = field_of(expression, "object") if is_of_object else None
            else:
                binding = self._names.binding(expression)
                is_it = binding is not None and binding.node == function
                parameter = read.parameter(told.text) if is_it else None
                given = argument_for(read, parameter, arguments(site))
            if given is not None:
                yield given.text, site


def _name(function: Node | None) -> str:
    name = None if function is None else function.field("name")
    return "" if name is None else name.text


def _start(told: _Told) -> int:
    return told.call.start
