"""Holdings: what RNG state the instances of a module class keep."""

from __future__ import annotations

import re
from enum import Flag, auto
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.names import NNX, RNGS
from flake8_nnx_rng.semantics.transforms import TRANSFORMS
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import arguments, field_of, is_field

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.names import Names
    from flake8_nnx_rng.syntax.tree import Node

_FORKING = frozenset({"Dropout"})
_FORKING_WITH_RATE = frozenset({"MultiHeadAttention"})
_STORING = frozenset({"LSTMCell", "OptimizedLSTMCell", "GRUCell", "SimpleCell", "RNN"})
_ROOTS = frozenset({f"{NNX}.Module", f"{NNX}.Object", f"{NNX}.Pytree"})
_WORD = re.compile(r"\w+")
_PLAIN = frozenset(
    {"int", "float", "bool", "str", "complex", "None", "tuple", "list", "dict", "Tuple", "List"}
    | {"Sequence", "Optional", "Union", "Callable", "Literal", "Any", "typing", "tp", "t", "np"}
    | {"jax", "jnp", "numpy", "Array", "ndarray", "ArrayLike", "dtype", "DType", "Dtype"}
    | {"PrecisionLike", "Initializer", "Shape", "ClassVar", "Final", "Dict", "Mapping"}
)
"""Words of annotations that mean no module."""
_TAKE_NUMBERS = ("jax.", "numpy.", f"{NNX}.", "range", "len", "int", "float", "max", "min", "print")
_LIFTED = frozenset({"Vmap", "Scan", "Pmap", "Remat", "Jit", "JIT"})


class Holding(Flag):
    """The RNG state in a module; an empty one is certain, too."""

    NOTHING = 0
    DROPOUT = auto()
    """A layer that keeps a stream: the one it was given, from Flax 0.11.0 on a fork of it."""
    RNGS = auto()
    """An Rngs or a stream that the class itself keeps."""
    UNKNOWN = auto()
    """Parts that are not in view."""


class Holdings:
    """Answers for the classes of one module, each once."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._known: dict[Node, Holding] = {}

    def is_module(self, node: Node, depth: int = 10) -> bool:
        """Whether a class definition derives from `nnx.Module`, through classes of the file too."""
        for base in self._bases(node):
            if self.names.symbol(base) in _ROOTS:
                return True
            binding = self.names.binding(base)
            is_class = binding is not None and binding.kind is BindingKind.CLASS and depth > 0
            if is_class and binding is not None and self.is_module(binding.node, depth - 1):
                return True
        return False

    def of_class(self, node: Node) -> Holding:
        """What instances of a class definition keep."""
        if node not in self._known:
            self._known[node] = Holding.NOTHING  # for a class that makes more of itself
            self._known[node] = self._of_bases(node) | self._of_body(node, field_of(node, "body"))
        return self._known[node]

    def of_export(self, name: str, call: Node | None = None) -> Holding:
        """What instances of a class of `flax.nnx` keep, made by a call if it is in view."""
        if name in _FORKING:
            keeps = call is None or "rngs" in arguments(call).keywords
            return Holding.DROPOUT if keeps else Holding.NOTHING
        if name in _FORKING_WITH_RATE:
            drops = call is None or "dropout_rate" in arguments(call).keywords
            return Holding.DROPOUT if drops else Holding.NOTHING
        if name in _STORING:
            return Holding.RNGS | Holding.DROPOUT
        if name == "Rngs":
            return Holding.RNGS
        return Holding.UNKNOWN if name in ("Module", "Object") else Holding.NOTHING

    def _bases(self, node: Node) -> list[Node]:
        bases = node.field("superclasses")
        listed = bases.parts if bases is not None else []
        return [base for base in listed if base.kind != "keyword_argument"]

    def _of_bases(self, node: Node) -> Holding:
        found = Holding.NOTHING
        for base in self._bases(node):
            symbol, binding = self.names.symbol(base), self.names.binding(base)
            if symbol in _ROOTS:
                continue
            if symbol is not None and symbol.startswith(NNX):
                found |= self.of_export(symbol.rpartition(".")[2])
            elif binding is not None and binding.kind is BindingKind.CLASS:
                found |= self.of_class(binding.node)
            else:
                found |= Holding.UNKNOWN
        return found

    def _of_body(self, owner: Node, body: Node) -> Holding:
        found = self._of_fields(body)
        for call in body.find_all("call"):
            found |= self._of_call(owner, call)
        for assignment in body.find_all("assignment"):
            found |= self._of_assignment(owner, assignment)
        return found

    def _of_call(self, owner: Node, call: Node) -> Holding:
        function = field_of(call, "function")
        found = self._of_named(call)
        symbol = self.names.nnx(function)
        if symbol is not None:
            return found | (Holding.NOTHING if _is_api(symbol) else self.of_export(symbol, call))
        binding = self.names.binding(function)
        if binding is not None and binding.kind is BindingKind.CLASS:
            is_module = self.is_module(binding.node)
            return found | (self.of_class(binding.node) if is_module else Holding.NOTHING)
        if not _passes_rngs(call) or _is_draw(function) or _is_within(function, owner, self.names):
            return found
        if function.kind == "call" and self.names.nnx(field_of(function, "function")) in TRANSFORMS:
            return found  # what is transformed is looked at where it is named
        if binding is not None and binding.kind is BindingKind.FUNCTION:
            return found | self._of_function(binding.node)
        return found | Holding.UNKNOWN

    def _of_named(self, call: Node) -> Holding:
        """Classes and functions that are handed on as arguments, as transforms take them."""
        found = Holding.NOTHING
        for value in arguments(call).positional:
            symbol, binding = self.names.nnx(value), self.names.binding(value)
            if symbol is not None and symbol[:1].isupper() and not _is_api(symbol):
                found |= self.of_export(symbol)
            elif binding is not None and binding.kind is BindingKind.CLASS:
                is_module = self.is_module(binding.node)
                found |= self.of_class(binding.node) if is_module else Holding.NOTHING
            elif binding is not None and binding.kind is BindingKind.FUNCTION:
                found |= self._of_function(binding.node)
        return found

    def _of_function(self, node: Node) -> Holding:
        """What a function of the file that makes modules gives them to keep."""
        if node not in self._known:
            self._known[node] = Holding.NOTHING
            self._known[node] = self._of_body(node, field_of(node, "body"))
        return self._known[node]

    def _of_assignment(self, owner: Node, assignment: Node) -> Holding:
        """`self.rngs = rngs` keeps it; `self.block = block` keeps a module if it is called."""
        left, value = field_of(assignment, "left"), assignment.field("right")
        if value is None or not left.text.startswith("self."):
            return Holding.NOTHING

        text = value.text
        if text == "rngs" or (text.startswith("rngs.") and value.kind == "attribute"):
            return Holding.RNGS
        binding = self.names.binding(value)
        if binding is None or binding.kind is not BindingKind.PARAMETER:
            return Holding.NOTHING
        annotation = binding.node.field("type")
        if annotation is not None:
            return self._annotated(annotation.parts[0])
        is_module = self._acts_as_module(left.text.removeprefix("self."))
        return Holding.UNKNOWN if is_module else Holding.NOTHING

    def _annotated(self, annotation: Node) -> Holding:
        """What a value of this type may keep."""
        if self.names.annotates(annotation, RNGS):
            return Holding.RNGS
        name = self.names.nnx(annotation)
        if name is not None:
            return self.of_export(name)
        binding = self.names.binding(annotation)
        if binding is not None and binding.kind is BindingKind.CLASS:
            is_module = self.is_module(binding.node)
            return self.of_class(binding.node) if is_module else Holding.NOTHING
        words = set(_WORD.findall(annotation.text))
        return Holding.NOTHING if words <= _PLAIN else Holding.UNKNOWN

    def _acts_as_module(self, attribute: str) -> bool:
        """Whether an attribute of this name is called, or something taken from it, anywhere."""
        for mention in self.names.module.mentions_by_name(attribute):
            taken = mention.parent
            around = None if taken is None else taken.parent
            if taken is None or around is None or taken.kind != "attribute":
                continue
            if is_field(taken, "attribute", mention) and _is_taken_apart(taken, around, self.names):
                return True
        return False

    def _of_fields(self, body: Node) -> Holding:
        """The fields of a dataclass: `cell: Cell`."""
        found = Holding.NOTHING
        for statement in body.parts:
            for field in statement.parts if statement.kind == "expression_statement" else []:
                annotation = field.field("type") if field.kind == "assignment" else None
                if annotation is not None:
                    found |= self._annotated(annotation.parts[0])
        return found


def _is_taken_apart(taken: Node, around: Node, names: Names) -> bool:
    """`x.cell(...)`, `x.cell.step`, or `f(x.cell)` but for functions of jax, numpy and Python."""
    if around.kind == "argument_list":
        call = around.parent
        function = None if call is None else call.field("function")
        symbol = "" if function is None else names.symbol(function) or function.text
        return not symbol.startswith(_TAKE_NUMBERS)
    return around.kind in ("call", "attribute") and taken in (
        around.field("function"),
        around.field("object"),
    )


def _is_api(symbol: str) -> bool:
    """Whether a name of `flax.nnx` is a function, transform or container, not a layer."""
    root = symbol.partition(".")[0]
    return root in TRANSFORMS or root in _LIFTED or not root[:1].isupper()


def _passes_rngs(call: Node) -> bool:
    given = arguments(call)
    passed = [*given.positional, *given.keywords.values()]
    return given.unpacks_keywords or any(map(_is_rngs, passed))


def _is_rngs(value: Node) -> bool:
    """An Rngs by its name, or a fork of it; what is drawn from it holds no stream."""
    if value.kind == "call":
        value = field_of(value, "function")
        return value.text.startswith("rngs") and value.text.endswith((".fork", ".split"))
    return value.text == "rngs" or (value.kind == "attribute" and value.text[:5] == "rngs.")


def _is_draw(function: Node) -> bool:
    """`rngs.params()` and `super().__init__(rngs=rngs)`: the bases are looked at themselves."""
    return function.text.startswith(("rngs", "super("))


def _is_within(function: Node, owner: Node, names: Names) -> bool:
    """Whether what is called is defined in the class, so that its body is looked at anyway."""
    if function.kind == "attribute" and field_of(function, "object").text in ("self", "cls"):
        return True  # a method, or a layer that was looked at where it was made
    binding = names.binding(function)
    return binding is not None and owner.start <= binding.node.start < owner.end
