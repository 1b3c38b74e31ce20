"""Unpacking: what `*args` and `**options` pass in a call, where it is known what they hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.functions import Function, Parameter, ParameterKind
from flake8_nnx_rng.semantics.program.names import RNGS
from flake8_nnx_rng.semantics.program.options import is_dict, options_in, splats
from flake8_nnx_rng.semantics.values.values import UNKNOWN, Kind, Value
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, field_of, is_assigned, is_field
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.values.frames import Frame
    from flake8_nnx_rng.semantics.values.reader import Reader
    from flake8_nnx_rng.syntax.tree import Node

_LOOKING = ("dictionary_splat", "list_splat", "comparison_operator", "dictionary_splat_pattern")
_LOOKING_METHODS = frozenset({"get", "items", "keys", "values"})
_BY_NAME = ("keyword_argument", "dictionary_splat")


class Unpacking:
    """Answers for the calls of one module."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._names = reader.names

    def may_pass_more(self, call: Node, frame: Frame | None) -> bool:
        """Whether a call unpacks something of which it is not known what it holds."""
        given = arguments(call)
        if given.unpacks_positional and not self.by_position(call, frame)[1]:
            return True
        held = (self._held(whole, frame) for whole in splats(call))
        return given.unpacks_keywords and None in held

    def by_name(self, call: Node, frame: Frame | None) -> dict[str, Value]:
        """What the known ones of `**options` pass."""
        found: dict[str, Value] = {}
        for whole in splats(call):
            found |= self._held(whole, frame) or {}
        return found

    def by_position(self, call: Node, frame: Frame | None) -> tuple[list[Value], bool]:
        """What a call passes by position, up to a star that is not known, and if that is all."""
        found: list[Value] = []
        for part in field_of(call, "arguments").parts:
            if part.kind == "list_splat":
                whole = self._reader.of(part.parts[0], frame)
                if whole.kind is not Kind.TREE or whole.uniform or whole.keys:
                    return found, False
                found += whole.children
            elif part.kind not in _BY_NAME:
                found.append(self._reader.of(part, frame))
        return found, True

    def filled(
        self, function: Function, call: Node, frame: Frame | None, *, bound: bool
    ) -> dict[str, Value]:
        """The parameters that stars fill in a call, and those that take what is left of it."""
        listed, found = arguments(call), dict[str, Value]()
        if not listed.unpacks and not any(map(_is_variadic, function.parameters)):
            return found
        passed, is_all = self.by_position(call, frame)
        if listed.unpacks_positional:
            places = [p.name for p in function.parameters if p.kind is ParameterKind.POSITIONAL]
            found |= zip(places[bound:], passed, strict=False)
        if not is_all or self.may_pass_more(call, frame):
            return found
        named = {name: self._reader.of(node, frame) for name, node in listed.keywords.items()}
        rest = left_over(function, passed, self.by_name(call, frame) | named, bound=bound)
        return found | rest

    def _held(self, whole: Node, frame: Frame | None) -> dict[str, Value] | None:
        """What a dict holds by name, where that is known."""
        written = self.dict_written(whole)
        options = None if written is None else options_in(written)
        if options is not None:
            return {name: self._reader.of(node, frame) for name, node in options.items()}
        if written is not None or frame is None or self._may_be_changed(whole):
            return None
        value = self._reader.of(whole, frame)
        if value.kind is not Kind.TREE or value.written is not None:
            return None
        is_dict_of_call = not value.uniform and len(value.keys) == len(value.children)
        return dict(zip(value.keys, value.children, strict=True)) if is_dict_of_call else None

    def _may_be_changed(self, name: Node) -> bool:
        """Whether a function does more with its `**kwargs` than to look into them or pass them."""
        function = ancestor(name, *FUNCTIONS)
        if function is None or name.kind != "identifier":
            return True
        return not all(map(_only_looks, name.tree.uses(name.text, function)))

    def dict_written(self, whole: Node) -> Node | None:
        """A dict that is written, and that nothing may have changed."""
        written = self._names.value(whole) or whole
        if not is_dict(written) or (whole != written and self._is_handled(whole)):
            return None
        return written

    def _is_handled(self, name: Node) -> bool:
        """Whether anything is done with a dict but to take from it what it holds."""
        around = [(m, m.parent) for m in self._names.module.mentions_by_name(name.text)]
        return any(node is not None and not self._leaves_as_it_is(m, node) for m, node in around)

    def _leaves_as_it_is(self, mention: Node, around: Node) -> bool:
        if around.kind == "argument_list" and around.parent is not None:
            return self._names.called(around.parent) == RNGS
        if around.kind == "assignment":
            return is_field(around, "left", mention)
        return around.kind == "dictionary_splat"


def behind_stars(
    function: Function, call: Node, root: str, path: tuple[str, ...], *, bound: bool
) -> tuple[Node, tuple[str, ...]] | None:
    """What fills a parameter of a call by stars, theirs or its own, and the path into that."""
    parameter, given = function.parameter(root), arguments(call)
    places = [p.name for p in function.parameters if p.kind is ParameterKind.POSITIONAL][bound:]
    if parameter is None:
        return None
    if parameter.kind is ParameterKind.VARIADIC_KEYWORD and path:
        node = given.keywords.get(path[0])
        return _of_dict(call, path[0], path[1:]) if node is None else (node, path[1:])
    if parameter.kind is ParameterKind.VARIADIC and path:
        index, path = _index(path[0]), path[1:]
        place = None if index is None else len(places) + index
    else:
        place = places.index(root) if root in places else None
    if place is not None and place < len(given.certain):
        return given.certain[place], path
    stars = [n.parts[0] for n in field_of(call, "arguments").parts if n.kind == "list_splat"]
    if place is not None and len(stars) == 1:
        return stars[0], (f"[{place - len(given.certain)}]", *path)
    return _of_dict(call, root, path)


def _of_dict(call: Node, name: str, path: tuple[str, ...]) -> tuple[Node, tuple[str, ...]] | None:
    unpacked = splats(call)
    return (unpacked[0], (name, *path)) if len(unpacked) == 1 else None


def _index(part: str) -> int | None:
    inner = part.strip("[]")
    return int(inner) if inner.isdecimal() else None


def left_over(
    function: Function, positional: Sequence[Value], named: Mapping[str, Value], *, bound: bool
) -> dict[str, Value]:
    """What `*args` and `**kwargs` take, where all that is passed is known."""
    places = [p for p in function.parameters if p.kind is ParameterKind.POSITIONAL][bound:]
    rest = {name: value for name, value in named.items() if function.parameter(name) is None}
    taken = {
        ParameterKind.VARIADIC: Value(Kind.TREE, children=tuple(positional[len(places) :])),
        ParameterKind.VARIADIC_KEYWORD: Value(
            Kind.TREE, children=tuple(rest.values()), keys=tuple(rest)
        ),
    }
    return {p.name: taken[p.kind] for p in function.parameters if p.kind in taken}


def defaults(
    function: Function, filled: Collection[str], home: Reader, *, is_open: bool
) -> dict[str, Value]:
    """The defaults of the parameters that are not filled, which may be where a call `is_open`."""
    left = (p for p in function.parameters if p.name not in filled)
    return {
        p.name: UNKNOWN if is_open else home.of(p.default) for p in left if p.default is not None
    }


def _only_looks(mention: Node) -> bool:
    around = mention.parent
    if around is None or around.kind in _LOOKING:
        return True
    if around.kind == "attribute":
        return field_of(around, "attribute").text in _LOOKING_METHODS
    return around.kind == "subscript" and not is_assigned(around)


def _is_variadic(parameter: Parameter) -> bool:
    return parameter.kind in (ParameterKind.VARIADIC, ParameterKind.VARIADIC_KEYWORD)
