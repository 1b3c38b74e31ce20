"""Construction: the calls in view that make instances of a class, and what these run in turn."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.call_sites import given
from flake8_nnx_rng.semantics.program.functions import INIT, ParameterKind, method, read_class
from flake8_nnx_rng.semantics.program.supers import calls_above
from flake8_nnx_rng.semantics.values.keeping import ROOTS
from flake8_nnx_rng.semantics.values.values import Kind, Value
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import Arguments, ancestor, arguments, call_of, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.values.values import Definition
    from flake8_nnx_rng.syntax.tree import Node

_FAR = 5
_EMPTY_BASES = ROOTS | {"abc.ABC", "typing.Generic", "typing.Protocol"}
"""Classes whose `__init__` writes no attribute."""


class Construction:
    """Answers for the classes of one module."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._calls: dict[Node, list[Node]] = {}
        self._above: dict[Node, Node | None] = {}

    def calls(self, owner: Node) -> list[Node]:
        """The calls of a class."""
        if owner not in self._calls:
            mentions = self._analysis.module.mentions_by_name(field_of(owner, "name").text)
            whole = (reference(mention) for mention in mentions)
            found = [call for node in whole if node is not None and (call := call_of(node))]
            self._calls[owner] = [call for call in found if self._is_of(call, owner)]
        return self._calls[owner]

    def _is_of(self, call: Node, owner: Node) -> bool:
        found = self._analysis.definition(field_of(call, "function"))
        return found is not None and found.node == owner

    def deriving(self, owner: Node) -> list[Node]:
        """The classes of this module that derive from one, directly."""
        return self._derived.get(owner, [])

    def all_deriving(self, owner: Node) -> list[Node]:
        """The classes of this module that derive from one, also through others."""
        found = list(self.deriving(owner))
        for each in found:
            found += [below for below in self.deriving(each) if below not in found]
        return found

    @cached_property
    def _derived(self) -> dict[Node, list[Node]]:
        found: dict[Node, list[Node]] = {}
        for each in self._analysis.module.root.find_all("class_definition"):
            for base in self._analysis.flow.reader.instances.bases(each):
                definition = self._analysis.definition(base)
                if definition is not None:
                    found.setdefault(definition.node, []).append(each)
        return found

    def given(self, owner: Node, name: str) -> Iterator[Node]:
        """What the calls in view give for a parameter of the `__init__` of a class."""
        function = read_class(owner)
        parameter = None if function is None else function.parameter(name)
        if function is None or parameter is None:
            return
        for passed in self._passed(owner):
            named = given(function, passed)
            if parameter.kind is ParameterKind.VARIADIC:
                kinds = (p.kind for p in function.parameters)
                yield from passed.positional[list(kinds).count(ParameterKind.POSITIONAL) :]
            elif parameter.kind is ParameterKind.VARIADIC_KEYWORD:
                known = {p.name for p in function.parameters}
                yield from (node for each, node in passed.keywords.items() if each not in known)
            elif name in named:
                yield named[name]

    def _passed(self, owner: Node, far: int = _FAR) -> Iterator[Arguments]:
        """What the `__init__` of a class is given, also by those that derive from it."""
        yield from (arguments(call) for call in self.calls(owner))
        for each in self.deriving(owner) if far > 0 else ():
            init = method(each, INIT)
            if init is None:
                yield from self._passed(each, far - 1)
                continue
            yield from (passed for _, passed in calls_above(init, self._analysis.module))

    def is_above_first(self, init: Node, write: Node) -> bool:
        """Whether an `__init__` certainly runs that of its base before a statement in it."""
        return any(
            call.start < write.start and _is_own_statement(call, init)
            for call, _ in calls_above(init, self._analysis.module)
        )

    def runs_unseen(self, owner: Definition, statement: Node) -> bool:
        """Whether an `__init__` may run one that is not in view before a statement in it."""
        init = ancestor(statement, "function_definition")
        first = None if init is None else self._first_above(init)
        if first is None or first.start > statement.start:
            return False
        line = self._analysis.flow.reader.instances.line(Value(Kind.MODULE, owner=owner))
        return any(_has_unseen_base(each) for each in line)

    def _first_above(self, init: Node) -> Node | None:
        """The first call in an `__init__` that runs that of a base."""
        if init not in self._above:
            above = (call for call, _ in calls_above(init, self._analysis.module))
            self._above[init] = next(above, None)
        return self._above[init]

    def run_before(self, owner: Definition, statement: Node) -> set[str]:
        """The methods that an `__init__` may have run before a statement in it, but itself.

        That of a base writes what stands in the base.
        """
        init = ancestor(statement, "function_definition")
        if init is None:
            return set()
        found, left = set[str](), _called(init, statement.start)
        whole = Value(Kind.MODULE, owner=owner)
        line = list(self._analysis.flow.reader.instances.line(whole))
        while left:
            name = left.pop()
            found.add(name)
            for each in line[1:] if name == INIT else line:
                node = method(each.node, name)
                left |= set() if node is None else _called(node, node.end) - found
        return found - {INIT}


def _has_unseen_base(owner: Definition) -> bool:
    """Whether a class derives from one that may have an `__init__` that nobody sees."""
    home = owner.analysis
    for base in home.flow.reader.instances.bases(owner.node):
        found = home.definition(base)
        is_class = found is not None and found.node.kind == "class_definition"
        if not is_class and home.names.symbol(base) not in _EMPTY_BASES:
            return True
    return False


def _called(function: Node, end: int) -> set[str]:
    """The methods of `self` and of `super()` that a function calls before a place."""
    functions = (field_of(c, "function") for c in function.find_all("call") if c.start < end)
    members = [f for f in functions if f.kind == "attribute"]
    own = (m for m in members if field_of(m, "object").text in ("self", "super()"))
    return {field_of(member, "attribute").text for member in own}


def _is_own_statement(call: Node, function: Node) -> bool:
    statement = call.parent
    return statement is not None and statement.parent == field_of(function, "body")
