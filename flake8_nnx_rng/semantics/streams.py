"""Streams: which streams the Rngs that a value can be were made with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.attributes import Attributes
from flake8_nnx_rng.semantics.functions import Function, read_function
from flake8_nnx_rng.semantics.layers import Stack
from flake8_nnx_rng.semantics.names import NNX, RNGS
from flake8_nnx_rng.syntax.bindings import Binding, BindingKind
from flake8_nnx_rng.syntax.nodes import Arguments, arguments, field_of, integer

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.call_sites import CallSites
    from flake8_nnx_rng.semantics.names import Names
    from flake8_nnx_rng.semantics.stacks import Stacks
    from flake8_nnx_rng.syntax.tree import Node

DEFAULT = "default"
KEEPING = frozenset({"fork", "split", "broadcast"})
"""Methods of an Rngs that give another one with the same streams."""

_FAR = 20
_SEEDED = re.compile(r"(?:^|[._])(?:seed|key|rng)\d*$")
_NUMBERS = ("int", "jax.Array", "jax.random.", "numpy.")

_Makers = list["Node"]


class Streams:
    """Answers for the values of one module."""

    def __init__(self, names: Names, stacks: Stacks, call_sites: CallSites) -> None:
        self.names = names
        self._stacks = stacks
        self._call_sites = call_sites
        self._attributes = Attributes()
        self._made: dict[int, _Makers] = {}
        self._open: list[Binding | str] = []

    def of(self, expression: Node) -> frozenset[str] | None:
        """The names of the streams that an Rngs certainly has, None if they are not certain."""
        made = [self.in_call(call) for call in self.makers(expression)]
        return made[0] if made and all(streams == made[0] for streams in made) else None

    def makers(self, expression: Node) -> list[Node]:
        """Every `nnx.Rngs(...)` that a value can come from; empty if one is not in view."""
        return self._makers(expression)

    def in_call(self, call: Node) -> frozenset[str] | None:
        """The streams that `nnx.Rngs(...)` makes."""
        given = arguments(call)
        if given.unpacks or len(given.positional) > 1:
            return None
        first = self._of_first(given)
        return None if first is None else first | given.keywords.keys()

    def _of_first(self, given: Arguments) -> frozenset[str] | None:
        """A seed or a key is for the default stream, a mapping names its own."""
        if not given.positional:
            return frozenset()
        value = given.positional[0]
        value = self.names.value(value) or value
        if value.kind == "dictionary":
            return _keys(value)
        return frozenset({DEFAULT}) if self._is_seed(value) else None

    def _is_seed(self, value: Node) -> bool:
        """Whether this can be no mapping."""
        if integer(value) is not None or value.kind == "binary_operator":
            return True
        if value.kind == "call":
            called = self.names.called(value) or field_of(value, "function").text
            drawn = bool(self.makers(field_of(value, "function")))
            return drawn or called == "int" or called.startswith("jax.random.")
        binding = self.names.binding(value)
        annotation = None if binding is None else binding.node.field("type")
        if annotation is not None and binding is not None:
            inner = annotation.parts[0]
            return (self.names.symbol(inner) or inner.text).startswith(_NUMBERS)
        return _SEEDED.search(value.text) is not None

    def _makers(self, expression: Node) -> _Makers:

        kind = expression.kind
        if len(self._open) > _FAR:
            return []
        if kind == "call":
            return self._of_call(expression)
        if kind == "identifier":
            return self._of_name(expression)
        if kind == "attribute":
            return self._of_attribute(expression)
        if kind == "boolean_operator":
            return self._of_all(expression.parts)
        if kind == "conditional_expression":
            first, _, last = expression.parts
            return self._of_all([first, last])
        return []

    def _of_all(self, values: list[Node]) -> _Makers:
        """The makers of several values, all of which must be known."""
        return _all_of(self._makers(value) for value in values)

    def _of_call(self, call: Node) -> _Makers:
        if self.names.called(call) == RNGS:
            return [call]
        function = field_of(call, "function")
        if function.kind == "attribute" and field_of(function, "attribute").text in KEEPING:
            return self._makers(field_of(function, "object"))
        clones = self.names.called(call) == f"{NNX}.clone"
        given = arguments(call).positional
        return self._makers(given[0]) if clones and given else []

    def _of_name(self, name: Node) -> _Makers:
        bindings = self.names.module.reaching(name)
        if self._gets_streams(name.text):
            return []
        return _all_of(map(self._of_binding, bindings))

    def _of_binding(self, binding: Binding) -> _Makers:
        key = id(binding)  # the bindings live as long as their scope
        if key not in self._made:
            self._made[key] = []  # nothing is certain of what leads back to itself
            self._open.append(binding)
            self._made[key] = self._bound(binding)
            self._open.pop()
        return self._made[key]

    def _bound(self, binding: Binding) -> _Makers:
        if binding.kind is BindingKind.VALUE and binding.value is not None:
            return self._makers(binding.value)
        if binding.kind is BindingKind.PARAMETER:
            return self._of_parameter(binding)
        return []

    def _of_parameter(self, binding: Binding) -> _Makers:
        """What all visible calls of the function pass."""
        owner = binding.node.parent
        node = owner.parent if owner is not None else None
        if node is None or node.kind not in ("function_definition", "lambda"):
            return []
        passed = self._passed(read_function(node), binding.name)
        return self._of_all(passed)

    def _passed(self, function: Function, name: str) -> list[Node]:
        stacks = [s for s in self._stacks.all if s.function and s.function.node == function.node]
        outer = function.node.parent
        if function.node.kind == "function_definition" and outer is not None:
            plain = outer.kind != "decorated_definition"
            stacks += [Stack(function.node, (), function)] if plain else []
        pairs = [(s, s.function.parameter(name)) for s in stacks if s.function is not None]
        found = [self._call_sites.arguments_for(s, p) for s, p in pairs if p is not None]
        return [value for values in found for value in values]

    def _of_attribute(self, attribute: Node) -> _Makers:
        """`self.x`, by all that the class assigns to it."""
        path = attribute.text
        assigned = self._attributes.assigned_to(attribute)
        if path in self._open or not assigned or self._gets_streams(path):
            return []
        self._open.append(path)
        found = self._of_all(assigned)
        self._open.pop()
        return found

    def _gets_streams(self, path: str) -> bool:
        """Whether the module assigns to attributes of it, which adds or replaces streams."""
        return path in self._assigned_paths

    @cached_property
    def _assigned_paths(self) -> frozenset[str]:
        assignments = self.names.module.root.find_all("assignment")
        targets = (field_of(assignment, "left") for assignment in assignments)
        return frozenset(
            field_of(left, "object").text for left in targets if left.kind == "attribute"
        )


def _all_of(found: Iterable[_Makers]) -> _Makers:
    """All that each of several values can come from; nothing if one of them is not known."""
    made: dict[Node, None] = {}
    for makers in found:
        if not makers:
            return []
        made.update(dict.fromkeys(makers))
    return list(made)


def _keys(dictionary: Node) -> frozenset[str] | None:
    """The keys of a dict display that are plain strings, None if one is not."""
    found = [
        text_of(field_of(pair, "key")) if pair.kind == "pair" else None for pair in dictionary.parts
    ]
    known = [key for key in found if key is not None]
    return frozenset(known) if len(known) == len(found) else None


def text_of(node: Node) -> str | None:
    """What a plain string literal says."""
    is_plain = node.kind == "string" and node.text[:1] in "\"'" and "\\" not in node.text
    return str(node.constant) if is_plain else None
