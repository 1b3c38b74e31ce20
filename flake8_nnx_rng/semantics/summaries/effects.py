"""Effects: what a function draws from when it runs, itself or by what it calls."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.branches import (
    APPLYING,
    CONTROL,
    Control,
    control_flow,
)
from flake8_nnx_rng.semantics.program.call_sites import given
from flake8_nnx_rng.semantics.program.functions import Function, read_function, takes_object
from flake8_nnx_rng.semantics.program.names import NNX
from flake8_nnx_rng.semantics.program.parameter_uses import ARRAY_METHODS, MAKING_ARRAYS
from flake8_nnx_rng.semantics.program.raw import hands_back
from flake8_nnx_rng.semantics.program.samplers import KEEPING, MANAGING
from flake8_nnx_rng.semantics.program.supers import super_in
from flake8_nnx_rng.semantics.releases.eras import accepts_modules
from flake8_nnx_rng.semantics.releases.transforms import TRANSFORMS
from flake8_nnx_rng.semantics.summaries.draw import Draw, Drawing
from flake8_nnx_rng.semantics.summaries.modes import Modes
from flake8_nnx_rng.semantics.values.certainty import Certainty
from flake8_nnx_rng.semantics.values.copies import replace
from flake8_nnx_rng.semantics.values.fields import POST_INIT
from flake8_nnx_rng.semantics.values.frames import Frame, frame_around
from flake8_nnx_rng.semantics.values.inherited import inherited
from flake8_nnx_rng.semantics.values.layer_draws import LayerDraws, called_parts
from flake8_nnx_rng.semantics.values.loops import picks
from flake8_nnx_rng.semantics.values.places import NOWHERE, part_of, place_of
from flake8_nnx_rng.semantics.values.states import APPLIED
from flake8_nnx_rng.semantics.values.unpacking import behind_stars
from flake8_nnx_rng.semantics.values.values import Definition, Kind, Value
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, call_of, field_of, is_in
from flake8_nnx_rng.syntax.scopes import BODIES

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.passages.passage import Passage
    from flake8_nnx_rng.semantics.program.layers import Stack
    from flake8_nnx_rng.semantics.summaries.reach import Reach
    from flake8_nnx_rng.semantics.values.callables import Callee
    from flake8_nnx_rng.semantics.values.places import Place
    from flake8_nnx_rng.syntax.nodes import Arguments
    from flake8_nnx_rng.syntax.tree import Node

_TOLD_APART = 16
"""Draws of one function that its callers tell apart: so many ways lead only through circles."""
_NEAR = 3
"""Calls after which a draw is certain only if all that decides about them is known."""


class Effects:
    """Answers for the functions of one module.

    With a `reach`, only what comes through the transformed functions and the branches of this
    module. If `certain`, only what is drawn in every call.
    """

    def __init__(
        self, analysis: Analysis, *, reach: Reach | None = None, certain: bool = False
    ) -> None:
        self._analysis = analysis
        self._reach = reach
        self._certain = certain
        self._names = analysis.names
        self._asked = Modes(analysis)
        self._modes = Certainty(analysis) if certain else self._asked
        self._drawing = Drawing(analysis)
        self._layers = LayerDraws(analysis, self._drawing)
        self._own: dict[tuple[Node, Node], list[Node]] = {}
        self._picked: dict[Node, bool] = {}
        self._seen: dict[tuple[Node, Frame], tuple[list[Draw], list[Draw]]] = {}
        self.entered: list[Passage] = []
        """The calls of transformed functions that were met on the way."""

    def _leaves_out(self, home: Analysis) -> bool:
        """Whether what a module draws is not asked for."""
        return self._reach is not None and home is not self._analysis

    def of(self, function: Function, frame: Frame | None) -> list[Draw]:
        """All draws of a function in one call of it; without a frame in any that nobody knows."""
        questions = self._analysis.questions
        read = partial(self.within, function.body, function.node, frame)
        with questions.running(function.node):
            return questions.settled((id(self), function.node, frame), read, attrgetter("look"))

    def seen_by_callers(self, function: Function, frame: Frame) -> list[Draw]:
        """The same, those left out that a call of the function cannot tell apart."""
        key, found = (function.node, frame), self.of(function, frame)
        known = self._seen.get(key)
        if known is None or known[0] is not found:
            alike = {draw.look_from_outside: draw for draw in reversed(found)}
            known = self._seen[key] = found, list(alike.values())[::-1][:_TOLD_APART]
        return known[1]

    def of_call(self, call: Node, frame: Frame | None = None) -> list[Draw]:
        """What a call draws, whatever decides whether it runs."""
        return list(self._of_call(call, frame))

    def within(self, body: Node, scope: Node, frame: Frame | None) -> list[Draw]:
        """All draws in a piece of code that run when it does."""
        calls = self._calls(body, scope)
        run = (call for call in calls if not self._modes.may_skip(call, scope, frame))
        found = [draw for call in run for draw in self._told(call, scope, frame)]
        return list({draw.look: draw for draw in reversed(found)}.values())[::-1]

    def _told(self, call: Node, scope: Node, frame: Frame | None) -> Iterator[Draw]:
        """What a call draws, and whether it is made whenever the code around it runs."""
        for draw in self._of_call(call, frame):
            is_sure = not draw.always or self._asked.is_decided(call, scope, frame)
            yield draw if is_sure else replace(draw, always=False)

    def _calls(self, body: Node, scope: Node) -> list[Node]:
        """The calls in a piece of code that may draw, but for those in inner functions."""
        if (body, scope) not in self._own:
            calls = [body] if body.kind == "call" else []
            calls += [call for call in body.find_all("call") if call != body]
            own = (c for c in calls if ancestor(c, *BODIES, "module") == scope or c == body)
            self._own[body, scope] = [call for call in own if self._may_draw(call)]
        return self._own[body, scope]

    def _may_draw(self, call: Node) -> bool:
        """Whether a call may draw, whatever the values are: not that of a builtin or a library."""
        if self._reach is not None and not self._reach.leads(call):
            return False
        function = field_of(call, "function")
        if function.kind not in ("identifier", "attribute"):
            return True
        if self.branches(function):
            return True
        name = self._names.nnx(function)
        if name is not None:
            return name in TRANSFORMS or "rngs" in arguments(call).keywords
        flow, module = self._analysis.flow, self._names.module
        if flow.stack_called(function):
            return True
        definition = self._analysis.definition(function)
        if definition is not None:
            return self._may_run_draws(definition)
        if module.paths(function):
            return False
        if function.kind == "attribute":
            return not self._is_of_array(function)
        return bool(module.reaching(function))

    def _is_of_array(self, method: Node) -> bool:
        """Whether a method certainly is that of an array.

        By its name, or since a function of numpy has made that, whatever it was given.
        """
        name, owner = field_of(method, "attribute").text, field_of(method, "object")
        if name in ARRAY_METHODS and name not in self._names.module.attribute_names:
            return True
        called = self._names.called(self._names.value(owner) or owner)
        return called is not None and called.startswith(MAKING_ARRAYS)

    def _may_run_draws(self, definition: Definition) -> bool:
        """Whether a function, or the `__init__` of a class, may draw, whatever it is given."""
        if self._leaves_out(definition.analysis):
            return False
        function = _run(definition)
        return function is not None and self._at(definition.analysis).may_draw(function)

    def may_draw(self, function: Function) -> bool:
        """Whether a call in a function may draw, whatever it is given."""
        read = partial(self._calls, function.body, function.node)
        question = id(self), function.node
        return bool(self._analysis.questions.answer(question, read, [function.node]))

    def branches(self, function: Node) -> bool:
        """Whether what is called runs one of several functions, or one again and again."""
        is_control = control_flow(self._names.symbol(function)) is not None
        return is_control or self._applying(function) is not None

    def _applying(self, function: Node) -> Control | None:
        """Where what is called takes a function that it runs on parts of other arguments."""
        symbol = self._names.symbol(function)
        if symbol is None and function.kind == "identifier" and function.text in APPLYING:
            return None if self._names.module.reaching(function) else APPLYING[function.text]
        return APPLYING.get(symbol or "")

    def may_lose(self, function: Node) -> bool:
        """Whether what is called runs branches of which one may draw, whatever it is given."""
        name, call = control_flow(self._names.symbol(function)), call_of(function)
        if name is None or call is None:
            return name is not None  # it goes by another name
        return any(self.may_draw(branch) for branch in self._branches(name, call))

    def _branches(self, name: str, call: Node) -> Iterator[Function]:
        """The functions that are known of those that `cond` and its like may run."""
        for node in CONTROL[name].function_nodes(arguments(call)):
            found = self._analysis.function_at(node)
            if found is not None:
                yield found

    def _of_call(self, call: Node, frame: Frame | None) -> Iterator[Draw]:
        function = field_of(call, "function")
        symbol = self._names.symbol(function) or ""
        control, name = control_flow(symbol), symbol.removeprefix(f"{NNX}.")
        if control is not None:
            yield from self._of_branches(control, call, frame, raw=control != name)
        elif (applying := self._applying(function)) is not None:
            yield from self._of_applied(applying, call, frame)
        elif name != symbol and name not in TRANSFORMS:
            yield from self._layers.made(name, call, frame)
        elif not symbol.startswith(("jax.", "numpy.", "optax.")):
            yield from self._of_called(function, call, frame)

    def _of_called(self, function: Node, call: Node, frame: Frame | None) -> Iterator[Draw]:
        stack = self._analysis.flow.stack_called(function)
        if stack is not None and stack[1].function is not None:
            yield from self._of_stack(stack, function, call, frame)
            return
        definition = self._analysis.definition(function)
        if definition is not None:
            yield from self._of_definition(definition, call, frame)
            return
        reader = self._analysis.flow.reader
        value = reader.of(function, frame)
        if value.kind in (Kind.RNGS, Kind.STREAM):
            yield self._drawing.of(call, function, value, value.stream, frame)
        elif value.kind in (Kind.MODULE, Kind.OBJECT, Kind.FUNCTION):
            yield from self._of_value(value, function, call, frame)
        elif value.children:
            for each in () if self._is_picked(function) else value.children:
                yield from self._of_value(each, function, call, frame)
        elif function.kind == "attribute":
            yield from self._of_attribute(function, call, frame)

    def _is_picked(self, element: Node) -> bool:
        """Whether a loop may mean only some of the elements when it calls one."""
        binding = self._names.binding(element)
        if binding is None:
            return False
        if binding.node not in self._picked:
            self._picked[binding.node] = picks(binding.node)
        return self._picked[binding.node]

    def _of_value(
        self, value: Value, function: Node, call: Node, frame: Frame | None
    ) -> Iterator[Draw]:
        """`model(x)`, and the call of a function that came as a value."""
        if value.kind in (Kind.MODULE, Kind.OBJECT):
            yield from self._of_method(value, "__call__", function, call, frame)
        callee = self._analysis.flow.reader.callables.callee(value)
        if callee is None:
            return
        if callee.export == APPLIED:
            return  # the call of what it gives draws
        if callee.export is not None:
            yield from self._layers.made(callee.export, call, frame)
        elif callee.definition is not None:
            yield from self._of_definition(callee.definition, call, frame, callee)
        elif callee.stack is not None:
            stack = callee.home, callee.stack
            yield from self._of_stack(stack, function, call, frame, callee=callee)

    def _of_attribute(self, function: Node, call: Node, frame: Frame | None) -> Iterator[Draw]:
        """`rngs.fork()`, `rngs.normal((3,))`, `model.encode(x)`."""
        owner_node = field_of(function, "object")
        owner = self._analysis.flow.reader.of(owner_node, frame)
        name = field_of(function, "attribute").text
        if owner.kind in (Kind.RNGS, Kind.STREAM):
            if name not in MANAGING or name in KEEPING:
                stream = owner.stream if owner.kind is Kind.STREAM else name
                yield self._drawing.of(call, owner_node, owner, stream, frame)
        elif owner.kind in (Kind.MODULE, Kind.OBJECT):
            above = super_in(owner_node, self._names.module)
            behind = None if above is None else above.behind
            yield from self._of_method(owner, name, owner_node, call, frame, behind)

    def _of_branches(
        self, name: str, call: Node, frame: Frame | None, *, raw: bool = False
    ) -> Iterator[Draw]:
        """`nnx.cond(p, f, g, model)` runs f and g on model; that of JAX on copies."""
        control, release = CONTROL[name], self._analysis.release
        operands = control.operand_nodes(arguments(call))
        for found in self._branches(name, call):
            names = [p.name for p in found.parameters[control.filled :]]
            nodes = dict(zip(names, operands, strict=False))
            for parameter, draw in self._mapped(found, nodes, call, frame):
                is_lost = name in ("cond", "switch") and not hands_back(found, parameter)
                is_operand = raw and parameter in names and not draw.merged
                if is_operand and (is_lost or not accepts_modules(release)):
                    draw = replace(draw, lost=(*draw.lost, call))
                yield draw

    def _of_applied(self, applying: Control, call: Node, frame: Frame | None) -> Iterator[Draw]:
        """`jax.tree.map(f, tree)` runs f on leaves, of which nothing is known."""
        for node in applying.function_nodes(arguments(call)):
            found = self._analysis.function_at(node)
            if found is not None:
                yield from (draw for _, draw in self._mapped(found, {}, call, frame))
            else:
                value = self._analysis.flow.reader.of(node, frame)
                yield from self._of_value(value, node, call, frame)

    def _of_definition(
        self,
        definition: Definition,
        call: Node,
        frame: Frame | None,
        callee: Callee | None = None,
    ) -> Iterator[Draw]:
        """A class draws what its `__init__` does, a function what its body does."""
        if self._leaves_out(definition.analysis):
            return
        function = _run(definition)
        if function is None or not self._at(definition.analysis).may_draw(function):
            return
        at = Definition(definition.analysis, function.node)
        passed = arguments(call) if callee is None else callee.passed(call)
        if function.name == POST_INIT and definition.node.kind == "class_definition":
            yield from self._of_fields(definition, at, function, passed, call, frame)
            return
        calls = self._analysis.flow.reader.calls
        inner = calls.frame(function, call, frame, definition, callee=callee)
        if definition.node.kind == "class_definition":
            whole = definition.analysis.flow.reader.instances.of_class(definition)
            values = {**inner.values, "self": whole}
            inner = self._analysis.frames.of(inner.function, values, inner.outer)
        found = self._at(definition.analysis).seen_by_callers(function, inner)
        yield from self._rooted(at, function, found, given(function, passed), call)

    def _of_fields(
        self,
        owner: Definition,
        at: Definition,
        function: Function,
        passed: Arguments,
        call: Node,
        frame: Frame | None,
    ) -> Iterator[Draw]:
        """What the `__post_init__` of a dataclass draws from what the class is called with."""
        reader, fields = self._analysis.flow.reader, owner.analysis.flow.reader.instances.fields
        nodes = {} if passed.unpacks else fields.matched(owner, passed.positional, passed.keywords)
        names = [parameter.name for parameter in function.parameters]
        handed = dict(zip(names, fields.handed_on(owner, nodes), strict=False))
        values = {name: reader.of(node, frame) for name, node in handed.items()}
        whole = owner.analysis.flow.reader.instances.of_class(owner, reader.calls.made(call, frame))
        inner = owner.analysis.frames.of(function.node, {**values, "self": whole})
        found = map(_from_field, self._at(owner.analysis).seen_by_callers(function, inner))
        yield from self._rooted(at, function, [*found], {**nodes, **handed}, call)

    def _mapped(
        self,
        function: Function,
        nodes: dict[str, Node],
        call: Node,
        frame: Frame | None,
    ) -> Iterator[tuple[str, Draw]]:
        """The draws of a branch on its operands, each with the parameter that it draws from."""
        reader = self._analysis.flow.reader
        values = {name: reader.of(node, frame) for name, node in nodes.items()}
        inner = self._analysis.frames.of(function.node, values, frame_around(frame, function.node))
        at = Definition(self._analysis, function.node)
        for inside in self._at(self._analysis, inside=True).seen_by_callers(function, inner):
            for draw in self._rooted(at, function, [inside], nodes, call):
                yield inside.place.root or "", draw

    def _rooted(
        self,
        definition: Definition,
        function: Function,
        found: list[Draw],
        nodes: dict[str, Node],
        call: Node,
        owner: Node | None = None,
        passage: Passage | None = None,
    ) -> Iterator[Draw]:
        """The draws of what is called, as draws of the caller: at the call, from its arguments."""
        mixes = self._drawing.apart.is_made_apart(call, picked=False)
        is_opaque = definition.analysis.derivatives.brought_by(definition.node)
        for inside in found:
            if inside.calls >= _NEAR and not inside.always:
                continue
            if passage is not None and inside.has_crossed(passage):
                continue  # recursion, which draws no more than it did the first time
            draw = inside if passage is None else inside.crossing(passage)
            place = NOWHERE
            if draw.place.is_parameter_of(function.node):
                place = self._passed_from(draw.place, function, nodes, call, owner)
            elif definition.analysis is self._analysis:
                place = NOWHERE if draw.place.is_local_to(function.node) else draw.place
            yield replace(
                draw,
                node=call,
                place=place,
                folded=draw.folded or mixes,
                opaque=draw.opaque or is_opaque,
                calls=draw.calls + 1,
                merged=draw.merged or place.merged,
                inside=inside,
            )

    def _passed_from(
        self,
        place: Place,
        function: Function,
        nodes: dict[str, Node],
        call: Node,
        owner: Node | None,
    ) -> Place:
        """Where what a parameter holds is in the caller, which may pass it by a star."""
        root, source, path = place.root or "", nodes.get(place.root or ""), place.path
        if owner is not None and function.parameters[:1] == (function.parameter(root),):
            source = owner
        if source is None and all(is_in(node, call) for node in nodes.values()):
            filled = behind_stars(function, call, root, path, bound=owner is not None)
            source, path = (None, path) if filled is None else filled
        if source is None:
            return NOWHERE
        source, path = part_of(source, path, self._names)
        return place_of(source, self._names).extended(path)

    def _at(self, home: Analysis, *, inside: bool = False) -> Effects:
        """What answers for a function of another module as this does for its own.

        What is `inside` of a transformed function or a branch is asked for all that it draws.
        """
        if self._reach is not None and not inside:
            return self
        return home.flow.certain_effects if self._certain else home.flow.effects

    def _of_method(
        self,
        owner: Value,
        name: str,
        source: Node,
        call: Node,
        frame: Frame | None,
        behind: Node | None = None,
    ) -> Iterator[Draw]:
        if owner.export is not None:
            yield from self._layers.called(owner, name, source, call, frame)
            for part in called_parts(owner) if name == "__call__" else ():
                yield from self._of_method(part, name, source, call, frame)
        if owner.owner is None or owner.quiet:
            return
        instances = owner.owner.analysis.flow.reader.instances
        known = instances.method(owner, name, behind)
        if known is None:
            layer = inherited(owner, instances)
            if layer is not None:
                yield from self._of_method(layer, name, source, call, frame)
            return
        definition, function = known
        if self._leaves_out(definition.analysis):
            return
        is_bound = takes_object(definition.node)
        first, held = (owner, source) if is_bound else (None, None)
        stack = definition.analysis.flow.stack_of(definition.node)
        if stack is not None:
            yield from self._of_stack((definition.analysis, stack), source, call, frame, first)
            return
        if not self._at(definition.analysis).may_draw(function):
            return
        inner = self._analysis.flow.reader.calls.frame(function, call, frame, definition, first)
        found = self._at(definition.analysis).seen_by_callers(function, inner)
        nodes = _nodes(function, call, bound=is_bound)
        yield from self._rooted(definition, function, found, nodes, call, held)

    def _of_stack(
        self,
        stack: tuple[Analysis, Stack],
        function: Node,
        call: Node,
        frame: Frame | None,
        owner: Value | None = None,
        callee: Callee | None = None,
    ) -> Iterator[Draw]:
        home, transformed = stack
        if self._leaves_out(home):
            return
        passages = home.flow.passages
        passage = passages.through(transformed, call, self._analysis, frame, owner, callee)
        if passage is None:
            return
        self.entered.append(passage)
        nodes = passage.passed
        at = Definition(home, passage.function.node)
        source = field_of(function, "object") if function.kind == "attribute" else function
        first = source if owner is not None else None
        inside = self._at(home, inside=True)
        found = inside.seen_by_callers(passage.function, passage.body_frame)
        yield from self._rooted(at, passage.function, found, nodes, call, first, passage)


def _from_field(draw: Draw) -> Draw:
    """A draw from `self.rngs`, as one from the argument of that name."""
    place = draw.place
    if place.root != "self" or not place.path:
        return draw
    return replace(draw, place=place._replace(root=place.path[0], path=place.path[1:]))


def _run(definition: Definition) -> Function | None:
    """What a call of a definition runs: of a class its `__init__`."""
    if definition.node.kind != "class_definition":
        return read_function(definition.node)
    return definition.analysis.flow.reader.instances.constructor(definition)


def _nodes(function: Function, call: Node, *, bound: bool = False) -> dict[str, Node]:
    return given(function, arguments(call), bound=bound)
