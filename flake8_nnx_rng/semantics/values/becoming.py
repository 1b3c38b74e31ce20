"""Uses of an Rngs that a function makes itself: what is drawn from it, and where that goes."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.program.samplers import key_of, sampler
from flake8_nnx_rng.semantics.values.values import Kind
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import ancestor, field_of, is_field
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.syntax.tree import Node


class Role(Enum):
    """What an Rngs, or what comes from it, is used for."""

    SAMPLE = auto()
    """`rngs.normal(...)`, `jax.random.normal(rngs(), ...)`."""
    KEY = auto()
    """A key that is drawn and goes on as it is."""
    PASSED = auto()
    """`rngs=rngs` for any call, or an argument of a class or function of the file."""
    WHOLE = auto()
    """The Rngs itself goes on."""


class RngsUse(NamedTuple):
    """One use of `value`; `call` is the call that draws or that it is passed to, if any."""

    role: Role
    call: Node
    value: Node


class Becoming:
    """Finds them in one module."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._names = analysis.names

    def of(self, made: Node) -> list[RngsUse]:
        """All uses of an Rngs by the call that makes it; none if one of them is not understood."""
        found: list[RngsUse] = []
        for value in self.values(made):
            use = self._read(value)
            if use is None:
                return []
            found += self.sampled(use)
        return found

    def values(self, made: Node) -> list[Node]:
        """Where a value is used: in place, or by the name that it is assigned to."""
        top = made
        holder = top.parent
        if holder is None or holder.kind != "assignment":
            return [top]
        left = field_of(holder, "left")
        if left.kind != "identifier":
            return [top]
        function = ancestor(made, *FUNCTIONS)
        mentions = self._names.module.mentions_by_name(left.text)
        inside = [m for m in mentions if m != left and function in list(m.ancestors())]
        used = [m for m in inside if reference(m) is not None]
        certain = [m for m in used if ancestor(m, *FUNCTIONS) == function]
        same = all(self._names.value(m) == made for m in certain)
        return certain if same and len(certain) == len(used) else [top]

    def _read(self, value: Node) -> RngsUse | None:
        """What one value is used for, None where that cannot be told."""
        parent = value.parent
        if parent is None:
            return None
        if is_returned(value):
            return RngsUse(Role.WHOLE, value, value)
        drawing = _called_on(value)
        if drawing is not None:
            return self._drawn(drawing)
        call = _call_of_argument(value, parent)
        is_known = parent.kind == "keyword_argument" or (call and self._calls_definition(call))
        return RngsUse(Role.PASSED, call, value) if call is not None and is_known else None

    def _calls_definition(self, call: Node) -> bool:
        return self._analysis.definition(field_of(call, "function")) is not None

    def _drawn(self, call: Node) -> RngsUse | None:
        """`rngs()`, `rngs.params()`, `rngs.normal(...)`, `rngs.noise.normal(...)`."""
        if not self._analysis.flow.effects.of_call(call):
            return None
        kind = self._analysis.flow.reader.of(call).kind
        roles = {Kind.KEY: Role.KEY, Kind.PLAIN: Role.SAMPLE}
        return RngsUse(roles[kind], call, call) if kind in roles else None

    def sampled(self, use: RngsUse) -> Iterator[RngsUse]:
        """A key by what is sampled with it, where that is all that is done with it."""
        if use.role is not Role.KEY:
            yield use
            return
        for value in self.values(use.call):
            listed = value.parent
            call = None if listed is None else listed.parent
            is_key = call is not None and call.kind == "call" and key_of(call) == value
            if call is not None and is_key and sampler(call, self._names):
                yield RngsUse(Role.SAMPLE, call, call)
            elif is_returned(value):
                yield RngsUse(Role.KEY, value, value)


def _called_on(value: Node) -> Node | None:
    """The call of a value or of an attribute of it."""
    inner, outer = value, value.parent
    while outer is not None and outer.kind == "attribute" and is_field(outer, "object", inner):
        inner, outer = outer, outer.parent
    is_called = outer is not None and outer.kind == "call" and is_field(outer, "function", inner)
    return outer if is_called else None


def is_returned(value: Node) -> bool:
    """Whether a value is what a function returns, or an element of it."""
    inner, outer = value, value.parent
    while outer is not None and outer.kind in _CARRYING:
        inner, outer = outer, outer.parent
    if outer is None:
        return False
    is_body = outer.kind == "lambda" and is_field(outer, "body", inner)
    return is_body or outer.kind == "return_statement"


_CARRYING = ("tuple", "list", "expression_list", "parenthesized_expression", "pair", "dictionary")


def _call_of_argument(value: Node, parent: Node) -> Node | None:
    """The call to which a value is passed as `rngs=`, or by position."""
    if parent.kind == "keyword_argument":
        if field_of(parent, "name").text != "rngs":
            return None
        parent = parent.parent or parent
    call = parent.parent
    is_call = parent.kind == "argument_list" and call is not None and call.kind == "call"
    return call if is_call else None
