"""Places: the variable, and the attributes behind it, in which RNG state lives."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.program import fallbacks
from flake8_nnx_rng.semantics.program.attributes import named_by_text
from flake8_nnx_rng.semantics.program.merging import given_to_kept, merged_from, unstarred
from flake8_nnx_rng.semantics.program.supers import super_in
from flake8_nnx_rng.semantics.values.loops import source_of
from flake8_nnx_rng.syntax.bindings import Binding, BindingKind
from flake8_nnx_rng.syntax.nodes import ancestor, elements, field_of
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.program.names import Names
    from flake8_nnx_rng.syntax.tree import Node


class Place(NamedTuple):
    """`self.block.rngs` is the root `self` with its path; no root where it is no variable."""

    root: str | None
    binding: Binding | None = None
    path: tuple[str, ...] = ()
    node: Node | None = None
    merged: bool = False
    """Whether a module is there as a state, which `nnx.merge` makes another module of."""

    def extended(self, path: tuple[str, ...]) -> Place:
        """A place below this one."""
        return self._replace(path=(*self.path, *path))

    @property
    def written(self) -> str:
        """The place as code."""
        return ".".join((self.root or "", *self.path))

    def is_parameter_of(self, function: Node) -> bool:
        """Whether the variable is a parameter of this function."""
        if self.binding is None or self.binding.kind is not BindingKind.PARAMETER:
            return False
        return ancestor(self.binding.node, *FUNCTIONS) == function

    def is_local_to(self, function: Node) -> bool:
        """Whether the variable is bound inside this function, as its parameters are."""
        if self.binding is None:
            return True
        return function.start <= self.binding.node.start < function.end


NOWHERE = Place(None)


def place_of(expression: Node, names: Names, far: int = 12) -> Place:
    """Where the state of an expression lives, through local names for it."""

    kind = expression.kind
    if far <= 0:
        return NOWHERE
    if kind == "attribute":
        owner = place_of(field_of(expression, "object"), names, far - 1)
        return owner.extended((field_of(expression, "attribute").text,))
    if kind == "subscript":
        return place_of(field_of(expression, "value"), names, far - 1).extended(("[]",))
    named = named_by_text(expression, "getattr") if kind == "call" else None
    if named is not None:
        return place_of(named[0], names, far - 1).extended((named[1],))
    states = _states_in(expression, names) if kind == "call" else []
    if states:  # the streams are in the last as a rule
        return place_of(unstarred(states[-1]), names, far - 1)._replace(merged=True)
    kept = fallbacks.preferred(expression)
    if kept is not None:
        return place_of(kept, names, far - 1)
    above = super_in(expression, names.module) if kind == "call" else None
    if above is not None:
        ways = names.module.ways_at(above.name, expression.start)
        only = None if ways is None else ways.only
        return NOWHERE if only is None else Place(above.name, only, node=expression)
    if kind != "identifier":
        return NOWHERE
    binding = names.binding(expression) or fallbacks.given(expression, names)
    if binding is None:
        return NOWHERE
    if binding.kind is BindingKind.VALUE and binding.value is not None:
        alias = place_of(binding.value, names, far - 1)
        if alias.root is not None:
            return alias
    if binding.kind is BindingKind.UNPACKED and binding.value is not None:
        whole = place_of(binding.value, names, far - 1)
        if whole.root is not None:
            return whole.extended((f"[{binding.index}]",))
    if binding.indices and binding.value is not None:
        whole = place_of(binding.value, names, far - 1)
        return whole.extended(tuple(f"[{index}]" for index in binding.indices))
    if binding.kind is BindingKind.OPAQUE:
        source = source_of(binding)
        if source is not None and source[1] == 0:
            return _looped(source[0], names, far - 1)
    return Place(expression.text, binding, node=expression)


def _looped(source: Node, names: Names, far: int) -> Place:
    """Where an element is of what a loop runs over: of a display, if all are of one variable."""
    if source.kind not in ("tuple", "list"):
        return place_of(source, names, far).extended(("[]",))
    whole = (part.parts[0] if part.kind == "list_splat" else part for part in source.parts)
    places = [place_of(part, names, far) for part in whole]
    bound = [place for place in places if not _is_imported(place)]
    is_one = len({place.binding for place in bound}) == 1 and bound[0].root is not None
    return bound[0].extended(("[]",)) if is_one else NOWHERE


def _is_imported(place: Place) -> bool:
    return place.binding is not None and place.binding.kind is BindingKind.IMPORT


def named_place(expression: Node, names: Names) -> Place:
    """The same, where what is made on the spot goes by the call that makes it."""
    place = place_of(expression, names)
    is_made = place.root is None and expression.kind == "call"
    return Place(" ".join(expression.text.split())) if is_made else place


def _states_in(call: Node, names: Names) -> list[Node]:
    return merged_from(call, names) or given_to_kept(call)


def part_of(source: Node, path: tuple[str, ...], names: Names) -> tuple[Node, tuple[str, ...]]:
    """The element of a tuple that a path goes to, and what is left of the path."""

    listed = elements(names.value(source) or source)
    index = path[0].strip("[]") if path else ""
    if listed is None or not index.isdecimal() or int(index) >= len(listed):
        return source, path
    return part_of(listed[int(index)], path[1:], names)
