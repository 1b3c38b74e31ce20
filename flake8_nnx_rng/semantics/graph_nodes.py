"""Graph nodes: which values are modules or Rngs, whose state transforms take apart."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.attributes import Attributes
from flake8_nnx_rng.semantics.functions import (
    Function,
    Parameter,
    class_around,
    method,
    read_function,
)
from flake8_nnx_rng.semantics.holdings import Holding, Holdings
from flake8_nnx_rng.semantics.names import NNX, RNGS, Names
from flake8_nnx_rng.semantics.parameter_uses import (
    is_used,
    used_as_array,
    used_as_function,
    used_as_module,
    used_as_rngs,
)
from flake8_nnx_rng.syntax.bindings import Binding, BindingKind
from flake8_nnx_rng.syntax.nodes import ancestor, elements, field_of, integer

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.call_sites import CallSites
    from flake8_nnx_rng.semantics.layers import Stack
    from flake8_nnx_rng.semantics.stacks import Stacks
    from flake8_nnx_rng.syntax.tree import Node

_DEPTH = 12
_ARRAY_ANNOTATIONS = frozenset(
    {"jax.Array", "jax.numpy.ndarray", "numpy.ndarray", "jax.typing.ArrayLike", "flax.typing.Array"}
    | {"Array", "ArrayLike", "ndarray", "int", "float", "bool", "str", "complex"}
)
_ARRAY_MODULES = ("jax.", "numpy.", "optax.", "math.")
_LEAVES = frozenset(
    {"integer", "float", "string", "true", "false", "none", "comparison_operator", "not_operator"}
    | {"binary_operator", "unary_operator", "boolean_operator", "concatenated_string"}
)
_DEFAULTS = (_LEAVES | {"tuple"}) - {"none"}


class NodeKind(Enum):
    """What a value is to a transform."""

    RNGS = auto()
    MODULE = auto()
    ARRAY = auto()
    """An array or any other plain value."""
    TREE = auto()
    UNKNOWN = auto()


@dataclass(frozen=True)
class Meaning:
    """What a value certainly is; `children` are the elements of a TREE."""

    kind: NodeKind
    holding: Holding = Holding.NOTHING
    children: tuple[Meaning, ...] = ()
    keys: tuple[str, ...] = ()
    """The keys of a dict as written, one for each child."""
    owner: Node | None = None
    """The class of a MODULE, where it is in view."""
    is_list: bool = False
    """Whether a TREE is a list."""
    only_called: bool = False
    """Whether all that is known of a MODULE is that it is called, as a function may be."""

    @property
    def is_node(self) -> bool:
        """Whether transforms take its state apart."""
        return self.kind in (NodeKind.RNGS, NodeKind.MODULE)

    @property
    def is_plain(self) -> bool:
        """Whether it certainly holds no graph node."""
        if self.kind is NodeKind.TREE:
            return all(child.is_plain for child in self.children)
        return self.kind is NodeKind.ARRAY


ARRAY = Meaning(NodeKind.ARRAY)
UNKNOWN = Meaning(NodeKind.UNKNOWN, Holding.UNKNOWN)
AN_RNGS = Meaning(NodeKind.RNGS, Holding.RNGS)
A_MODULE = Meaning(NodeKind.MODULE, Holding.UNKNOWN)
CALLED = Meaning(NodeKind.MODULE, Holding.UNKNOWN, only_called=True)


class GraphNodes:
    """Answers for the values of one module."""

    def __init__(self, names: Names, stacks: Stacks, call_sites: CallSites) -> None:
        self.names = names
        self.holdings = Holdings(names)
        self._stacks = stacks
        self._call_sites = call_sites
        self._attributes = Attributes()
        self._parameters: dict[tuple[Node, str], Meaning] = {}

    def of_parameter(self, stack: Stack, parameter: Parameter) -> Meaning:
        """What a parameter of a transformed function is: by itself, else by all visible calls."""
        if stack.function is None:
            return UNKNOWN
        key = stack.function.node, parameter.name
        if key not in self._parameters:
            self._parameters[key] = UNKNOWN  # for a function that is called with its own results
            self._parameters[key] = self._of_parameter(stack, stack.function, parameter)
        return self._parameters[key]

    def _of_parameter(self, stack: Stack, function: Function, parameter: Parameter) -> Meaning:
        own = self._by_itself(function, parameter)
        if own.kind is NodeKind.UNKNOWN or own in (A_MODULE, CALLED):
            passed = self._call_sites.arguments_for(stack, parameter)
            called_with = _agreed([self.of(value) for value in passed])
            fits = called_with.is_node or own.kind is NodeKind.UNKNOWN
            return called_with if fits and called_with.kind is not NodeKind.UNKNOWN else own
        return own

    def returned(self, function: Function, depth: int = _DEPTH) -> Meaning:
        """What all ways out of a function agree that it returns."""
        if function.is_class and function.owner is not None:
            return self._instance(function.owner)
        if function.node.kind == "lambda":
            return self.of(function.body, depth - 1)
        found = []
        for statement in function.body.find_all("return_statement"):
            if ancestor(statement, "function_definition", "lambda") == function.node:
                values = statement.parts
                found.append(self.of(values[0], depth - 1) if values else ARRAY)
        return _agreed(found) if found else ARRAY

    def of(self, expression: Node, depth: int = _DEPTH) -> Meaning:
        """What an expression is."""

        kind = expression.kind
        if depth <= 0:
            return UNKNOWN
        if kind in _LEAVES:
            return ARRAY
        listed = elements(expression)
        if listed is not None:
            children = tuple(self.of(child, depth - 1) for child in listed)
            return Meaning(NodeKind.TREE, children=children, is_list=kind == "list")
        if kind == "conditional_expression":
            first, _, last = expression.parts
            return _agreed([self.of(first, depth - 1), self.of(last, depth - 1)])
        readers = {
            "dictionary": self._of_dict,
            "call": self._of_call,
            "identifier": self._of_name,
            "attribute": self._of_attribute,
            "subscript": self._of_subscript,
        }
        return readers[kind](expression, depth - 1) if kind in readers else UNKNOWN

    def _of_dict(self, node: Node, depth: int) -> Meaning:
        pairs = node.parts
        if not all(pair.kind == "pair" for pair in pairs):
            return UNKNOWN
        return Meaning(
            NodeKind.TREE,
            children=tuple(self.of(field_of(pair, "value"), depth) for pair in pairs),
            keys=tuple(field_of(pair, "key").text for pair in pairs),
        )

    def _by_itself(self, function: Function, parameter: Parameter) -> Meaning:
        """First hit wins: `self` of a module, the annotation, the use in the body, the name."""
        owner = class_around(function.node)
        first = function.parameters and function.parameters[0] == parameter
        if owner is not None and first and parameter.name == "self" and self._may_be_module(owner):
            return self._instance(owner)
        if parameter.annotation is not None:
            said = self._annotated(parameter.annotation)
            if said.kind is not NodeKind.UNKNOWN:
                return said
        if parameter.name == "rngs" or used_as_rngs(function, parameter.name):
            return AN_RNGS
        if parameter.default is not None and parameter.default.kind in _DEFAULTS:
            return ARRAY
        as_module = used_as_module(function, parameter.name)
        is_called = used_as_function(function, parameter.name)
        as_array = used_as_array(function, parameter.name, self.names, self._is_called_module)
        if as_array:
            return UNKNOWN if as_module or is_called else ARRAY
        if as_module or is_called:
            return A_MODULE if as_module else CALLED
        return UNKNOWN if is_used(function, parameter.name) else ARRAY

    def _is_called_module(self, function: Node) -> bool:
        """Whether what is called is a module: a parameter that shows it, or `self.layer`."""
        binding = self.names.binding(function)
        if binding is not None and binding.kind is BindingKind.PARAMETER:
            annotation = binding.node.field("type")
            inner = [] if annotation is None else annotation.parts
            return not inner or self._annotated(inner[0]).kind is NodeKind.MODULE
        return self.of(function, 4).kind is NodeKind.MODULE

    def _may_be_module(self, owner: Node) -> bool:
        return owner.field("superclasses") is not None

    def _instance(self, owner: Node) -> Meaning:
        if not self._may_be_module(owner):
            return UNKNOWN
        return Meaning(NodeKind.MODULE, self.holdings.of_class(owner), owner=owner)

    def _annotated(self, annotation: Node) -> Meaning:
        if self.names.annotates(annotation, RNGS):
            return AN_RNGS
        said = self.names.symbol(annotation) or annotation.text.strip("\"'")
        if said in _ARRAY_ANNOTATIONS or said.startswith("jaxtyping."):
            return ARRAY
        name = said.removeprefix(NNX + ".")
        if name != said:
            is_class = _is_module_export(name)
            return Meaning(NodeKind.MODULE, self.holdings.of_export(name)) if is_class else UNKNOWN
        binding = self._class_named(annotation, said)
        return self._instance(binding.node) if binding is not None else UNKNOWN

    def _class_named(self, annotation: Node, said: str) -> Binding | None:
        """The class of this file that an annotation names, with or without quotes."""
        if not said.isidentifier():
            return None
        found = self.names.module.reaching_at(said, annotation.start)
        classes = [binding for binding in found if binding.kind is BindingKind.CLASS]
        if len(found) == 0:  # a class that is defined further down
            classes = [
                b
                for b in self.names.module.scope_at(0).bindings.get(said, [])
                if b.kind is BindingKind.CLASS
            ]
        return classes[0] if len(classes) == 1 and len(found) <= 1 else None

    def _of_call(self, call: Node, depth: int) -> Meaning:
        function = field_of(call, "function")
        symbol = self.names.symbol(function)
        if symbol is not None:
            known = self._of_symbol(symbol, call)
            if known is not None:
                return known
        binding = self.names.binding(function)
        if binding is not None and binding.kind is BindingKind.CLASS:
            return self._instance(binding.node)
        if binding is not None and binding.kind is BindingKind.FUNCTION:
            return self.returned(read_function(binding.node), depth)
        return self._of_called(function, depth)

    def _of_symbol(self, symbol: str, call: Node) -> Meaning | None:
        if symbol == RNGS:
            return AN_RNGS
        if symbol.startswith(_ARRAY_MODULES):
            return ARRAY
        name = symbol.removeprefix(NNX + ".")
        if name != symbol and _is_module_export(name):
            return Meaning(NodeKind.MODULE, self.holdings.of_export(name, call))
        plain = name != symbol and name in ("relu", "gelu", "silu", "softmax", "tanh", "sigmoid")
        return ARRAY if plain else None

    def _of_called(self, function: Node, depth: int) -> Meaning:
        """A transformed function, a module, or a method."""
        for stack in self._stacks.all:
            if function == stack.root and stack.function is not None:
                return self.returned(stack.function, depth)
        value = self.names.value(function)
        if value is not None:
            return self._of_called(value, depth - 1) if depth > 0 else UNKNOWN
        if self.of(function, depth).kind is NodeKind.MODULE:
            return ARRAY  # what modules return when they are called
        if function.kind == "attribute":
            of = self.of(field_of(function, "object"), depth)
            own = self._method(of, field_of(function, "attribute").text, depth)
            if own is not None:
                return own
            drawn = of.kind is NodeKind.RNGS and field_of(function, "attribute").text not in (
                "fork",
                "split",
            )
            return ARRAY if of.kind is NodeKind.ARRAY or drawn else UNKNOWN
        return ARRAY if function.text in ("len", "sum", "max", "min", "abs", "float") else UNKNOWN

    def _method(self, owner: Meaning, name: str, depth: int) -> Meaning | None:
        """What a method returns that is written in the class of a module."""
        found = None if owner.owner is None else method(owner.owner, name)
        return None if found is None else self.returned(read_function(found), depth)

    def _of_name(self, name: Node, depth: int) -> Meaning:
        bindings = self.names.module.reaching(name)
        found = [self._of_binding(binding, depth) for binding in bindings]
        changed = [b.node.kind == "augmented_assignment" for b in bindings]
        others = [m for m, is_changed in zip(found, changed, strict=True) if not is_changed]
        return _agreed(others or found) if bindings else UNKNOWN

    def _of_binding(self, binding: Binding, depth: int) -> Meaning:
        if binding.kind is BindingKind.VALUE and binding.value is not None:
            return self.of(binding.value, depth)
        if binding.kind is BindingKind.UNPACKED and binding.value is not None:
            whole = self.of(binding.value, depth)
            if whole.kind is NodeKind.ARRAY:
                return ARRAY
            fits = binding.index is not None and binding.index < len(whole.children)
            return whole.children[binding.index or 0] if fits else UNKNOWN
        if binding.kind is BindingKind.PARAMETER:
            listed = binding.node.parent
            node = None if listed is None else listed.parent
            if node is not None and node.kind in ("function_definition", "lambda"):
                function = read_function(node)
                known = self._parameters.get((node, binding.name), UNKNOWN)
                if known.kind is not NodeKind.UNKNOWN:
                    return known
                parameter = function.parameter(binding.name)
                return UNKNOWN if parameter is None else self._by_itself(function, parameter)
        if binding.kind is BindingKind.OPAQUE and binding.value is not None:
            return ARRAY if self.of(binding.value, depth).is_plain else UNKNOWN
        return ARRAY if binding.node.kind == "augmented_assignment" else UNKNOWN

    def _of_attribute(self, attribute: Node, depth: int) -> Meaning:
        """`self.x` by what is assigned to it; the attributes of an array are arrays."""
        name = field_of(attribute, "attribute").text
        if name in ("value", "shape", "dtype", "ndim", "size"):
            return ARRAY
        assigned = self._attributes.assigned_to(attribute)
        if assigned:
            return _agreed([self.of(value, depth) for value in assigned])
        owner = self.of(field_of(attribute, "object"), depth)
        if owner.owner is not None:
            values = self._attributes.assigned_in(owner.owner, f"self.{name}")
            return _agreed([self.of(value, depth) for value in values]) if values else UNKNOWN
        return ARRAY if owner.kind is NodeKind.ARRAY else UNKNOWN

    def _of_subscript(self, subscript: Node, depth: int) -> Meaning:
        whole = self.of(field_of(subscript, "value"), depth)
        if whole.kind is NodeKind.TREE:
            key = field_of(subscript, "subscript")
            if key.text in whole.keys:
                return whole.children[whole.keys.index(key.text)]
            index = integer(key)
            fits = index is not None and 0 <= index < len(whole.children)
            return whole.children[index or 0] if fits else UNKNOWN
        return ARRAY if whole.kind is NodeKind.ARRAY else UNKNOWN


def _is_module_export(name: str) -> bool:
    api = releases.export(name, releases.newest()) or releases.export(
        name, releases.resolve("0.8.5")
    )
    if api is None or api.kind != "class":
        return False
    return name == "Module" or api.keyword("rngs") is not None or name in ("Sequential",)


def _agreed(found: list[Meaning]) -> Meaning:
    """What all ways say; their holdings add up."""
    kinds = {meaning.kind for meaning in found}
    if len(kinds) != 1:
        return UNKNOWN
    if kinds == {NodeKind.TREE}:
        shapes = {(len(m.children), m.keys, m.is_list) for m in found}
        if len(shapes) != 1:
            return ARRAY if all(meaning.is_plain for meaning in found) else UNKNOWN
        rows = zip(*(meaning.children for meaning in found), strict=True)
        agreed = tuple(_agreed(list(row)) for row in rows)
        return Meaning(NodeKind.TREE, children=agreed, keys=found[0].keys, is_list=found[0].is_list)
    holding = Holding.NOTHING
    for meaning in found:
        holding |= meaning.holding
    owners = {meaning.owner for meaning in found}
    owner = owners.pop() if len(owners) == 1 else None
    only_called = all(meaning.only_called for meaning in found)
    return Meaning(kinds.pop(), holding, owner=owner, only_called=only_called)
