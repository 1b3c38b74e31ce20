"""Provenance of RNG values: certainly scalar, certainly split, a module that draws, or unknown.

Unknown is the answer wherever the file does not prove another one.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.attributes import Attributes
from flake8_nnx_rng.semantics.call_sites import argument_for
from flake8_nnx_rng.semantics.draws import Draws
from flake8_nnx_rng.semantics.functions import class_around, read_function
from flake8_nnx_rng.semantics.names import NNX, RNGS, Names
from flake8_nnx_rng.semantics.split_in_place import SplitsInPlace
from flake8_nnx_rng.syntax.bindings import Binding, BindingKind
from flake8_nnx_rng.syntax.nodes import Arguments, ancestor, arguments, elements, field_of, integer

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node

_SCALAR_KEYS = frozenset({"jax.random.key", "jax.random.PRNGKey", "jax.random.fold_in"})


Seen = tuple["Binding | str", ...]
"""The bindings and attributes that an answer was sought through, so that circles end."""


_FAR = 50
_COMBINING = ("binary_operator", "boolean_operator", "conditional_expression")


class Provenance(Enum):
    """What a value certainly is."""

    SCALAR = auto()
    """RNG state with one key a stream, or one key."""
    SPLIT = auto()
    """RNG state or keys with a leading axis."""
    MODULE = auto()
    """A module that draws random numbers when it is called."""
    UNKNOWN = auto()


class Origins:
    """Answers where values of one module come from."""

    def __init__(self, names: Names, draws: Draws) -> None:
        self.names = names
        self._draws = draws
        self._attributes = Attributes()
        self._in_place = SplitsInPlace(names)

    def of(self, expression: Node) -> Provenance:
        """The provenance of an expression where it is written."""
        return self._of(expression, ())

    def _of(self, expression: Node, seen: Seen) -> Provenance:

        kind = expression.kind
        if len(seen) > _FAR:
            return Provenance.UNKNOWN
        if kind == "call":
            return self._of_call(expression, seen)
        if kind == "identifier":
            return self._of_name(expression, seen)
        if kind == "attribute":
            return self._of_attribute(expression, seen)
        if kind in _COMBINING:
            return self._of_parts(expression, seen)
        return Provenance.SCALAR if integer(expression) is not None else Provenance.UNKNOWN

    def _of_parts(self, expression: Node, seen: Seen) -> Provenance:
        """`seed + 1`, `rngs or nnx.Rngs(0)`, `a if x else b`: what all that it can be agree on."""
        operands = expression.parts
        if expression.kind == "conditional_expression":
            operands = [operands[0], operands[-1]]
        found = {self._of(operand, seen) for operand in operands}
        return _agreed(found)

    def _of_name(self, name: Node, seen: Seen) -> Provenance:
        bindings = self.names.module.reaching(name)
        if not bindings or any(binding in seen for binding in bindings):
            return Provenance.UNKNOWN
        if self._in_place.covers(name):
            return Provenance.UNKNOWN
        found = {self._of_binding(binding, name, (*seen, binding)) for binding in bindings}
        return _agreed(found)

    def _of_binding(self, binding: Binding, name: Node, seen: Seen) -> Provenance:
        if binding.kind is BindingKind.VALUE and binding.value is not None:
            return self._of(binding.value, seen)
        if binding.kind is BindingKind.UNPACKED:
            return self._of_unpacked(binding, seen)
        if binding.kind is BindingKind.PARAMETER:
            return self._of_parameter(binding, name, seen)
        return Provenance.UNKNOWN

    def _of_unpacked(self, binding: Binding, seen: Seen) -> Provenance:
        if binding.value is None or binding.index is None:
            return Provenance.UNKNOWN
        value = binding.value
        written = elements(value)
        if written is not None:
            fits = binding.index < len(written)
            return self._of(written[binding.index], seen) if fits else Provenance.UNKNOWN
        if self.names.called(value) == "jax.random.split":  # key, subkey = split(key)
            return Provenance.SCALAR if self._split_rank(value) == 1 else Provenance.UNKNOWN
        return Provenance.UNKNOWN

    def _split_rank(self, call: Node) -> int | None:
        """How many axes `jax.random.split` adds to a scalar key, None if not written plainly."""
        given = arguments(call)
        number = given.keywords.get("num") or next(iter(given.positional[1:]), None)
        if number is None:
            return 1
        shape = elements(number)
        if shape is not None:
            return len(shape)
        return 1 if integer(number) is not None else None

    def _of_parameter(self, binding: Binding, name: Node, seen: Seen) -> Provenance:
        """What all visible callers agree on, else scalar when the function has drawn from it."""
        scope = self.names.module.scope_at(name.start)
        owner = binding.node.parent
        function = owner.parent if owner is not None else None
        if function is None or function.kind != "function_definition":
            return Provenance.UNKNOWN
        called_with = self._of_callers(function, binding.name, seen)
        if called_with is not Provenance.UNKNOWN or scope.node != function:
            return called_with
        drawn = self._draws.drawn_before(read_function(function), binding.name, name)
        return Provenance.SCALAR if drawn else Provenance.UNKNOWN

    def _of_callers(self, function: Node, parameter: str, seen: Seen) -> Provenance:
        outer = function.parent
        if class_around(function) is not None or (
            outer is not None and outer.kind == "decorated_definition"
        ):
            return Provenance.UNKNOWN
        read = read_function(function)
        found = {
            self._of(value, seen)
            for call in self._plain_calls(function)
            if (value := argument_for(read, read.parameter(parameter), arguments(call))) is not None
        }
        return _agreed(found)

    def _plain_calls(self, function: Node) -> list[Node]:
        name = field_of(function, "name").text
        calls = []
        for mention in self.names.module.mentions_by_name(name):
            call = mention.parent
            if call is None or call.kind != "call" or call.field("function") != mention:
                continue
            binding = self.names.binding(mention)
            if binding is not None and binding.node == function:
                calls.append(call)
        return calls

    def _of_attribute(self, attribute: Node, seen: Seen) -> Provenance:
        """`self.x`, when each assignment to it in the class agrees."""
        name = attribute.text
        if name in seen or self._in_place.covers(attribute):
            return Provenance.UNKNOWN
        assigned = self._attributes.assigned_to(attribute)
        found = {self._of(value, (*seen, name)) for value in assigned}
        agreed = _agreed(found)
        owner = ancestor(attribute, "class_definition")
        # A module that is made in lanes has one attribute of this name for each lane.
        may_be_stacked = owner is not None and owner.field("superclasses") is not None
        return Provenance.UNKNOWN if may_be_stacked and agreed is Provenance.SCALAR else agreed

    def _of_call(self, call: Node, seen: Seen) -> Provenance:
        called = self.names.called(call)
        if called == RNGS:
            return self._of_seeds(arguments(call), seen)
        if called in _SCALAR_KEYS:
            return Provenance.SCALAR
        if called == "jax.random.split":
            return Provenance.SPLIT
        if called == f"{NNX}.Dropout":
            return Provenance.MODULE
        if field_of(call, "function").kind == "attribute":
            method = self._of_method(call, seen)
            if method is not Provenance.UNKNOWN:
                return method
        return self._of_constructor(field_of(call, "function"))

    def _of_seeds(self, given: Arguments, seen: Seen) -> Provenance:
        """`nnx.Rngs(0)`, `nnx.Rngs(params=key)`, `nnx.Rngs(jax.random.split(key, 3))`."""
        seeds = [*given.positional, *given.keywords.values()]
        if given.unpacks or not seeds:
            return Provenance.UNKNOWN
        found = {self._of(seed, seen) for seed in seeds}
        return _agreed(found)

    def _of_method(self, call: Node, seen: Seen) -> Provenance:
        """`rngs.split(3)`, `rngs.fork(split=3)` and `rngs.fork()` of known RNG state."""
        function = field_of(call, "function")
        name = field_of(function, "attribute").text
        given = arguments(call)
        if name == "split" and (given.positional or given.keywords):
            owner = field_of(function, "object")
            return Provenance.SPLIT if self.is_rngs(owner) else Provenance.UNKNOWN
        return self._of_fork(function, given, seen) if name == "fork" else Provenance.UNKNOWN

    def _of_fork(self, function: Node, given: Arguments, seen: Seen) -> Provenance:
        """A fork is split by `split=n`; without arguments it is what the original is."""
        size = given.keywords.get("split")
        plain = not given.positional and not given.unpacks and not given.keywords.keys() - {"split"}
        if not plain or (size is not None and size.kind == "dictionary"):
            return Provenance.UNKNOWN
        if size is None or size.kind == "none":
            return self._of(field_of(function, "object"), seen)
        return Provenance.SPLIT

    def _of_constructor(self, function: Node) -> Provenance:
        """A class of this file that is a module and makes its own Dropout or keeps its Rngs."""
        binding = self.names.binding(function)
        if binding is None or binding.kind is not BindingKind.CLASS:
            return Provenance.UNKNOWN
        if not self.is_module_class(binding.node):
            return Provenance.UNKNOWN
        makes = any(
            self.names.called(call) == f"{NNX}.Dropout" for call in binding.node.find_all("call")
        )
        return Provenance.MODULE if makes else Provenance.UNKNOWN

    def is_plain_parameter(self, expression: Node) -> bool:
        """Whether a value comes as it is from the caller of the function around."""
        binding = self.names.binding(expression)
        if binding is None or binding.kind is not BindingKind.PARAMETER:
            return False
        return not self._in_place.covers(expression)

    def is_module_class(self, node: Node) -> bool:
        """Whether a class definition derives from `nnx.Module` directly."""
        bases = node.field("superclasses")
        listed = bases.parts if bases is not None else []
        return any(self.names.symbol(base) == f"{NNX}.Module" for base in listed)

    def is_rngs(self, expression: Node, depth: int = 20) -> bool:
        """Whether an expression is certainly an `nnx.Rngs`, scalar or split.

        At most `depth` names and attributes are followed.
        """
        if depth == 0:
            return False

        if expression.kind == "call":
            return self.names.called(expression) == RNGS
        if expression.kind == "attribute":
            assigned = self._attributes.assigned_to(expression)
            return bool(assigned) and all(self.is_rngs(value, depth - 1) for value in assigned)
        binding = self.names.binding(expression)
        if binding is None:
            return False
        if binding.kind is BindingKind.PARAMETER:
            annotation = binding.node.field("type")
            return annotation is not None and self.names.annotates(annotation, RNGS, alone=True)
        value = self.names.value(expression)
        return value is not None and value != expression and self.is_rngs(value, depth - 1)


def _agreed(found: set[Provenance]) -> Provenance:
    """What all ways to a value say, if they say the same."""
    return next(iter(found)) if len(found) == 1 else Provenance.UNKNOWN
