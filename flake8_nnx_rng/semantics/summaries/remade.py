"""Remade: an Rngs or key of constants that what transformed code calls makes anew each time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.program.functions import read_function
from flake8_nnx_rng.semantics.program.names import NNX
from flake8_nnx_rng.semantics.values.certainty import always_runs
from flake8_nnx_rng.semantics.values.copies import replace
from flake8_nnx_rng.semantics.values.plain_methods import function_run, is_wrapped
from flake8_nnx_rng.semantics.values.values import Kind
from flake8_nnx_rng.syntax.nodes import ancestor, field_of, is_in
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.summaries.draw import Draw
    from flake8_nnx_rng.semantics.summaries.effects import Effects
    from flake8_nnx_rng.semantics.values.frames import Frame
    from flake8_nnx_rng.syntax.tree import Node

_GIVING = frozenset(f"{NNX}.{name}" for name in ("update", "reseed", "split", "state"))
"""Functions by which a module or an Rngs may come to other state."""
_FAR = 2
"""Functions through which a key comes to be told from where it is."""
_DECIDING = ("if_statement", "conditional_expression", "boolean_operator")


class Remade(NamedTuple):
    """A call in transformed code, and the `nnx.Rngs(0)` that what it runs makes and draws from.

    A bare key that stands in transformed code itself is its own call. A transform runs the
    `function`; `way` is the draw as each function on the way to it has it, that of the call first.
    """

    call: Node
    made: Node
    function: Node
    way: tuple[Draw, ...]


class Remaking:
    """Finds them in one module."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis

    def all(self) -> Iterator[Remade]:
        """Each draw from such an Rngs, in the order of the transformed functions."""
        for function, draw in self._draws(self._analysis.flow.effects):
            found = self._read(draw, function)
            if found is not None:
                yield found

    def of_keys(self) -> Iterator[Remade]:
        """Each sample that is drawn with a bare key, in the same order."""
        for function, draw in self._draws(self._analysis.flow.key_effects):
            found = self._read_key(draw, function)
            if found is not None:
                yield found

    def _draws(self, effects: Effects) -> Iterator[tuple[Node, Draw]]:
        """What each transformed function draws, whatever numbers it is given."""
        for function, _ in self._analysis.transformed.functions:
            for frame in self._frames(function):
                for draw in effects.of(read_function(function), frame):
                    yield function, draw

    def _frames(self, function: Node) -> list[Frame]:
        """What the calls in view give a transformed function but for numbers: those are its own."""
        passages = self._analysis.flow.passages_into(function)
        found = [passage.body_frame for passage in passages]
        found = found or [self._analysis.frames.of(function, {})]
        return list(dict.fromkeys(map(self._without_numbers, found)))

    def _without_numbers(self, frame: Frame) -> Frame:
        known = {n: value for n, value in frame.values.items() if value.constant is None}
        values = {n: replace(v, fixed=False) if v.fixed else v for n, v in known.items()}
        return self._analysis.frames.of(frame.function, values, frame.outer)

    def _read(self, draw: Draw, function: Node) -> Remade | None:
        made = draw.seeds
        if made is None or _is_in(made, function):
            return None
        way = _way_out_of(function, draw)
        if any(map(self._is_transformed, way[1:])) or self._gets_other_state(made):
            return None
        call = way[0].node if _is_made_by(way[1:], made) else self._new_instance(way, made)
        return None if call is None else Remade(call, made, function, tuple(way))

    def _read_key(self, draw: Draw, function: Node) -> Remade | None:
        made = draw.seeds
        if made is None:
            return None
        way = _way_out_of(function, draw)
        if not _is_surely_used(made, way):
            return None
        if _is_in(made, field_of(function, "body")):
            return Remade(made, made, function, tuple(way))
        makers = [step for step in way[1:] if _function_of(step.node) == _function_of(made)]
        if any(map(self._is_transformed, makers)):
            return None
        if _is_made_by(way[1:], made):
            return Remade(way[0].node, made, function, tuple(way))
        call = self._fetched(made, way, function)
        return None if call is None else Remade(call, made, function, tuple(way))

    def _fetched(self, made: Node, way: list[Draw], function: Node) -> Node | None:
        """The call by which a function on the way gets what another makes: `seed_key()`."""
        maker = _function_of(made)
        if maker is None or not _is_in(made, field_of(maker, "body")):
            return None
        for step in way:
            home, inside = self._analysis.home(step.node), _function_of(step.node)
            for call in [] if inside is None else field_of(inside, "body").find_all("call"):
                if _runs(call, maker, home):
                    return call if _is_in(call, function) else way[0].node
        return None

    def _is_transformed(self, draw: Draw) -> bool:
        """Whether a transform runs the function of a draw, so that it is told of there."""
        function, home = _function_of(draw.node), self._analysis.home(draw.node)
        return any(function == known for known, _ in home.transformed.functions)

    def _new_instance(self, way: list[Draw], made: Node) -> Node | None:
        """The call on the way that makes what is drawn from, be it a module or the Rngs."""
        for draw in reversed(way):
            function, place = _function_of(draw.node), draw.place
            if function is None or not place.is_local_to(function):
                return None
            if place.is_parameter_of(function):
                continue
            home = self._analysis.home(draw.node)
            bound = _called_object(draw.node) if place.binding is None else place.binding.value
            is_given = place.root is not None and self._is_handed(place.root, function, home)
            if bound is None or is_given or not _makes(bound, made, home):
                return None
            return bound if draw is way[0] else way[0].node
        return None

    def _gets_other_state(self, made: Node) -> bool:
        """Whether `nnx.update` or its like may change what the name of an Rngs holds."""
        holder, function = made.parent, _function_of(made)
        if holder is None or function is None or holder.kind != "assignment":
            return False
        name, home = field_of(holder, "left").text, self._analysis.home(made)
        return self._is_handed(name, function, home)

    def _is_handed(self, name: str, function: Node, home: Analysis) -> bool:
        """Whether a name in a function is an argument of something that may give it other state."""
        mentions = (m for m in home.module.mentions_by_name(name) if _is_in(m, function))
        around = (mention.parent for mention in mentions)
        calls = (n.parent for n in around if n is not None and n.kind == "argument_list")
        return any(home.names.called(call) in _GIVING for call in calls if call is not None)


def _runs(call: Node, maker: Node, home: Analysis, far: int = _FAR) -> bool:
    """Whether a call runs a function, itself or by what it calls."""
    found = function_run(field_of(call, "function"), home)
    if found is None or is_wrapped(found):
        return False
    inner = field_of(found.node, "body").find_all("call") if far > 0 else []
    return found.node == maker or any(_runs(c, maker, found.analysis, far - 1) for c in inner)


def _way_out_of(function: Node, draw: Draw) -> list[Draw]:
    """The draw as each function has it, from the last that is inside of a transformed one."""
    way = list(draw.way)
    while len(way) > 1 and _is_in(way[1].node, function):
        way.pop(0)
    return way


def _is_made_by(way: list[Draw], made: Node) -> bool:
    """Whether one of the functions on the way makes it, not the definition of it."""
    maker = _function_of(made)
    if maker is None or all(_function_of(draw.node) != maker for draw in way):
        return False
    return _is_in(made, field_of(maker, "body"))


def _is_surely_used(made: Node, way: list[Draw]) -> bool:
    """Whether a key is more than what has to be given where nothing may be drawn.

    So is one that stands in for what a caller did not give.
    """
    steps = [step.node for step in way]
    while len(steps) > 1 and _function_of(steps[0]) != _function_of(made):
        steps.pop(0)
    return all(map(_always_runs, steps if _stands_in(made, steps[0]) else steps[1:]))


def _stands_in(made: Node, used: Node) -> bool:
    """Whether it is decided if a key is made apart from whether it is used."""
    function = _function_of(made)
    around = takewhile(lambda outer: outer != function, made.ancestors())
    return any(outer.kind in _DECIDING and not _is_in(used, outer) for outer in around)


def _always_runs(node: Node) -> bool:
    function = _function_of(node)
    return function is not None and always_runs(node, function)


def _makes(call: Node, made: Node, home: Analysis) -> bool:
    """Whether a call makes a module of its own, or an Rngs, or runs a function that does."""
    value = home.flow.reader.of(call)
    if value.kind is Kind.RNGS:
        maker: Node | None = made
    else:
        maker = None if value.kind is not Kind.MODULE or value.made is None else value.made.call
    if maker is None or call.kind != "call":
        return False
    run = home.definition(field_of(call, "function"))
    return call == maker or (run is not None and run.node == _function_of(maker))


def _function_of(node: Node) -> Node | None:
    return ancestor(node, *FUNCTIONS)


def _is_in(node: Node, around: Node) -> bool:
    return node.tree is around.tree and is_in(node, around)


def _called_object(call: Node) -> Node | None:
    """The `Model()` of `Model()(x)` and of `Model().encode(x)`."""
    function = field_of(call, "function")
    if function.kind == "attribute":
        function = field_of(function, "object")
    return function if function.kind == "call" else None
