"""Unused: parameters that a function ignores for an Rngs that it makes itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.functions import read_parameters
from flake8_nnx_rng.semantics.program.names import NNX
from flake8_nnx_rng.semantics.values.values import Kind
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import ancestor, field_of
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.functions import Parameter
    from flake8_nnx_rng.semantics.summaries.handed import Handed
    from flake8_nnx_rng.syntax.tree import Node

_REFILLING = frozenset({f"{NNX}.update", f"{NNX}.reseed"})
"""Functions that give an Rngs other state in place."""


class Unused:
    """Answers for the functions of one module."""

    def __init__(self, analysis: Analysis, handed: Handed) -> None:
        self._analysis = analysis
        self._handed = handed
        self._references: dict[Node, dict[str, list[Node]]] = {}

    def is_ignored(self, made: Node) -> bool:
        """Whether the function around is given an Rngs and never looks at it."""
        function = ancestor(made, *FUNCTIONS)
        if function is None:
            return False
        unused = [p for p in read_parameters(function) if p.name not in self._uses(function)]
        return any(self._is_rngs(function, parameter) for parameter in unused)

    def is_replaced(self, made: Node) -> bool:
        """Whether `rngs = nnx.Rngs(0)` stands before all uses of a parameter, and those draw."""
        holder = made.parent
        function = ancestor(made, *FUNCTIONS)
        if holder is None or function is None or holder.kind != "assignment":
            return False
        statement, name = holder.parent, field_of(holder, "left").text
        if statement is None or statement.parent != field_of(function, "body"):
            return False
        named = [p for p in read_parameters(function) if p.name == name]
        if not any(self._is_rngs(function, parameter) for parameter in named):
            return False
        uses = self._uses(function).get(name, [])
        after = all(use.start >= holder.end for use in uses)
        return after and not any(map(self._refills, uses)) and any(map(self._may_draw, uses))

    def _is_rngs(self, function: Node, parameter: Parameter) -> bool:
        """Whether it is one by its annotation, by what it is passed or by its name."""
        known = self._analysis.flow.reader.parameters.alone(function, parameter.name)
        is_named = parameter.annotation is None and parameter.name.endswith("rngs")
        return known.kind is Kind.RNGS or (is_named and known.kind is Kind.UNKNOWN)

    def _refills(self, use: Node) -> bool:
        listed = use.parent
        call = None if listed is None else listed.parent
        return call is not None and self._analysis.names.called(call) in _REFILLING

    def _may_draw(self, use: Node) -> bool:
        """Whether this is more than the Rngs of a layer that starts from constants."""
        argument = use.parent
        call = None if argument is None else ancestor(argument, "call")
        is_argument = argument is not None and argument.kind == "keyword_argument"
        return not (is_argument and call is not None and self._handed.is_constant(call))

    def _uses(self, function: Node) -> dict[str, list[Node]]:
        """The identifiers in a body that are uses of values, by name."""
        if function not in self._references:
            found = self._references[function] = {}
            for name in field_of(function, "body").find_all("identifier"):
                if reference(name) == name:
                    found.setdefault(name.text, []).append(name)
        return self._references[function]
