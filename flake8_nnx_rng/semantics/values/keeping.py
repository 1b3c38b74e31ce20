"""Keeping: what RNG state the instances of a module class may keep, by all that its body says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.names import NNX, RNGS
from flake8_nnx_rng.semantics.releases.eras import forks_dropout
from flake8_nnx_rng.semantics.releases.transforms import TRANSFORMS
from flake8_nnx_rng.semantics.values.handing import (
    is_api,
    is_draw,
    is_taken_apart,
    is_within,
    means_no_module,
    passes_rngs,
)
from flake8_nnx_rng.semantics.values.values import Kept, Kind, Value, switches
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import arguments, field_of, is_field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.semantics.values.values import Definition
    from flake8_nnx_rng.syntax.tree import Node

ROOTS = frozenset({f"{NNX}.Module", f"{NNX}.Object", f"{NNX}.Pytree"})
"""What modules derive from that keeps nothing itself."""


def of_layer(name: str, given: Mapping[str, bool] | None, release: Release) -> Kept:
    """What instances of a class of `flax.nnx` keep, made with these switches, if in view."""
    if name == "Rngs":
        return Kept.SHARED
    layer = releases.stateful_layer(name)
    if layer is None:
        return Kept.UNKNOWN if name in ("Module", "Object") else Kept.NOTHING
    forked = forks_dropout(release)
    only_with = (forked and layer.later_only_with) or layer.only_with
    is_without = only_with and not (given or {}).get(only_with, False)
    is_off = layer.unless_off and not (given or {}).get(layer.unless_off, True)
    if given is not None and (is_without or is_off):
        return Kept.NOTHING
    if not forked:
        return Kept.SHARED
    return Kept.OWN | Kept.SHARED if layer.may_share else Kept.OWN


class Keeping:
    """Answers for the classes of one module, each once.

    The values of `self.x` alone do not say it: modules are appended to lists, and made in helpers.
    """

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._names = analysis.names
        self._known: dict[Node, Kept] = {}

    def of(self, value: Value) -> Kept:
        """What a value may keep, whoever made it."""
        if value.kind in (Kind.RNGS, Kind.STREAM):
            return Kept.SHARED
        if value.kind is not Kind.MODULE:
            return Kept.UNKNOWN if value.kind is Kind.UNKNOWN else Kept.NOTHING
        if value.owner is not None:
            return value.owner.analysis.flow.keeping.of_class(value.owner.node)
        if value.export is None:
            return value.kept
        return self.of_export(value.export, None if value.made is None else value.made.switches)

    def of_class(self, node: Node) -> Kept:
        """What instances of a class of this module keep."""
        if node not in self._known:
            self._known[node] = Kept.NOTHING  # for a class that makes more of itself
            self._known[node] = self._of_bases(node) | self._of_body(node, field_of(node, "body"))
        return self._known[node]

    def of_export(self, name: str, given: Mapping[str, bool] | None = None) -> Kept:
        """What instances of a class of `flax.nnx` keep."""
        return of_layer(name, given, self._analysis.release)

    def _of_definition(self, definition: Definition) -> Kept:
        """What instances of a class keep, or what a function that makes modules gives them."""
        home, node = definition.analysis.flow, definition.node
        if node.kind != "class_definition":
            return home.keeping._of_function(node)
        is_module = home.reader.instances.is_module(node)
        return home.keeping.of_class(node) if is_module else Kept.NOTHING

    def _of_function(self, node: Node) -> Kept:
        if node not in self._known:
            self._known[node] = Kept.NOTHING
            self._known[node] = self._of_body(node, field_of(node, "body"))
        return self._known[node]

    def _of_bases(self, node: Node) -> Kept:
        found = Kept.NOTHING
        listed = node.field("superclasses")
        for base in listed.parts if listed is not None else []:
            symbol = self._names.symbol(base)
            if base.kind == "keyword_argument" or symbol in ROOTS:
                continue
            definition = self._analysis.definition(base)
            if symbol is not None and symbol.startswith(NNX):
                found |= self.of_export(symbol.rpartition(".")[2])
            elif definition is not None and definition.node.kind == "class_definition":
                found |= definition.analysis.flow.keeping.of_class(definition.node)
            else:
                found |= Kept.UNKNOWN
        return found

    def _of_body(self, owner: Node, body: Node) -> Kept:
        found = self._of_fields(body)
        for call in body.find_all("call"):
            found |= self._of_call(owner, call)
        for assignment in body.find_all("assignment"):
            found |= self._of_assignment(assignment)
        return found

    def _of_call(self, owner: Node, call: Node) -> Kept:
        function = field_of(call, "function")
        found = self._of_named(call)
        symbol = self._names.nnx(function)
        if symbol == "Rngs" and _is_default(call):
            return found  # what becomes of the parameter is seen where it is kept
        if symbol is not None:
            told = switches({name: v.text for name, v in arguments(call).keywords.items()})
            return found | (Kept.NOTHING if is_api(symbol) else self.of_export(symbol, told))
        definition = self._analysis.definition(function)
        if definition is not None and definition.node.kind == "class_definition":
            return found | self._of_definition(definition)
        if not passes_rngs(call) or is_draw(function) or is_within(function, owner, self._names):
            return found
        if (
            function.kind == "call"
            and self._names.nnx(field_of(function, "function")) in TRANSFORMS
        ):
            return found  # what is transformed is looked at where it is named
        return found | (Kept.UNKNOWN if definition is None else self._of_definition(definition))

    def _of_named(self, call: Node) -> Kept:
        """Classes and functions that are handed on as arguments, as transforms take them."""
        found = Kept.NOTHING
        for value in arguments(call).positional:
            symbol = self._names.nnx(value)
            if symbol is not None and symbol[:1].isupper() and not is_api(symbol):
                found |= self.of_export(symbol)
                continue
            definition = self._analysis.definition(value)
            if definition is not None:
                found |= self._of_definition(definition)
        return found

    def _of_assignment(self, assignment: Node) -> Kept:
        """`self.rngs = rngs` keeps it; `self.block = block` keeps a module if it is called."""
        left, value = field_of(assignment, "left"), assignment.field("right")
        if value is None or not left.text.startswith("self."):
            return Kept.NOTHING
        if value.text == "rngs" or (value.text.startswith("rngs.") and value.kind == "attribute"):
            return Kept.SHARED
        binding = self._names.binding(value)
        if binding is None or binding.kind is not BindingKind.PARAMETER:
            return Kept.NOTHING
        annotation, default = binding.node.field("type"), binding.node.field("value")
        if default is not None and self._names.called(default) == RNGS:
            return Kept.SHARED
        if annotation is not None:
            return self._annotated(annotation.parts[0])
        is_module = self._acts_as_module(left.text.removeprefix("self."))
        return Kept.UNKNOWN if is_module else Kept.NOTHING

    def _annotated(self, annotation: Node) -> Kept:
        """What a value of this type may keep."""
        if self._names.annotates(annotation, RNGS):
            return Kept.SHARED
        name = self._names.nnx(annotation)
        if name is not None:
            return self.of_export(name)
        definition = self._analysis.definition(annotation)
        if definition is not None and definition.node.kind == "class_definition":
            return self._of_definition(definition)
        return Kept.NOTHING if means_no_module(annotation) else Kept.UNKNOWN

    def _acts_as_module(self, attribute: str) -> bool:
        """Whether an attribute of this name is called, or something taken from it, anywhere."""
        for mention in self._names.module.mentions_by_name(attribute):
            taken = mention.parent
            around = None if taken is None else taken.parent
            if taken is None or around is None or taken.kind != "attribute":
                continue
            if is_field(taken, "attribute", mention) and is_taken_apart(taken, around, self._names):
                return True
        return False

    def _of_fields(self, body: Node) -> Kept:
        """The fields of a dataclass: `cell: Cell`."""
        found = Kept.NOTHING
        for statement in body.parts:
            for field in statement.parts if statement.kind == "expression_statement" else []:
                annotation = field.field("type") if field.kind == "assignment" else None
                if annotation is not None:
                    found |= self._annotated(annotation.parts[0])
        return found


def _is_default(call: Node) -> bool:
    """Whether a call makes the default of a parameter."""
    parent = call.parent
    return parent is not None and parent.kind in ("default_parameter", "typed_default_parameter")
