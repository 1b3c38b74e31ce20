"""`super()`: the object of the method around, seen from the classes behind the one it is in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.program.functions import INIT, read_function, takes_object
from flake8_nnx_rng.syntax.nodes import Arguments, ancestor, arguments, field_of
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.module import Module
    from flake8_nnx_rng.syntax.tree import Node


class Super(NamedTuple):
    """`name` is the parameter that holds the object, `behind` the class behind which to look."""

    name: str
    behind: Node


def super_in(call: Node, module: Module) -> Super | None:
    """What `super()` or `super(Class, self)` means; None for any other expression."""
    function = call.field("function") if call.kind == "call" else None
    if function is None or function.text != "super" or module.reaching(function):
        return None
    passed = arguments(call)
    if passed.unpacks or passed.keywords:
        return None
    return _told(call, passed.positional) if passed.positional else _around(call)


def calls_above(init: Node, module: Module) -> Iterator[tuple[Node, Arguments]]:
    """The calls in an `__init__` that run that of a base, and what each gives it."""
    for call in init.find_all("call"):
        passed = _given_above(call, module)
        if passed is not None:
            yield call, passed


def _given_above(call: Node, module: Module) -> Arguments | None:
    """What a call gives the `__init__` of a base; None for any other call.

    It is written `super().__init__(rngs)`, or `Base.__init__(self, rngs)`.
    """
    function = field_of(call, "function")
    if function.kind != "attribute" or field_of(function, "attribute").text != INIT:
        return None
    owner, passed = field_of(function, "object"), arguments(call)
    if super_in(owner, module) is not None:
        return passed
    is_named = owner.kind in ("identifier", "attribute") and not owner.text.startswith("self")
    return passed.without_first() if is_named else None


def _around(call: Node) -> Super | None:
    """Without arguments it is of the method in which it stands, whatever that calls its object."""
    method = ancestor(call, *FUNCTIONS)
    read = None if method is None else read_function(method)
    if read is None or read.owner is None or not read.parameters or not takes_object(read.node):
        return None
    return Super(read.parameters[0].name, read.owner)


def _told(call: Node, passed: Sequence[Node]) -> Super | None:
    """`super(Class, self)`, which may stand in a function within the method, too."""
    owner = ancestor(call, "class_definition")
    named = None if owner is None else owner.field("name")
    if owner is None or named is None or len(passed) != 2 or passed[1].kind != "identifier":
        return None
    return Super(passed[1].text, owner) if passed[0].text == named.text else None
