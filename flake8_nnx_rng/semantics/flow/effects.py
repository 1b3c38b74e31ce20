"""Effects: what a function draws from when it runs, itself or by what it calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.eras import accepts_modules, forks_dropout
from flake8_nnx_rng.semantics.flow.frames import Frame, given
from flake8_nnx_rng.semantics.flow.modes import Modes
from flake8_nnx_rng.semantics.flow.places import NOWHERE, Place, part_of, place_of
from flake8_nnx_rng.semantics.flow.raw import hands_back
from flake8_nnx_rng.semantics.flow.values import Definition, Kind, Made, Value
from flake8_nnx_rng.semantics.functions import Function, read_function
from flake8_nnx_rng.semantics.transforms import TRANSFORMS
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, bare, elements, field_of

if TYPE_CHECKING:
    from ast_grep_py import SgNode

    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.flow.passage import Passage
    from flake8_nnx_rng.semantics.layers import Stack

_SCOPES = ("function_definition", "lambda", "class_definition")
_CONSTANT_INIT = frozenset({"BatchNorm", "LayerNorm", "RMSNorm", "GroupNorm", "InstanceNorm"})
"""Layers whose parameters start as ones and zeros, whatever they draw."""
_NO_DRAW = frozenset({"Dropout", "Rngs", "RngStream", "List", "Dict", "Sequential", "RNN"})
_BRANCHES = {"cond": (1, 3, 3), "switch": (1, 2, 2), "fori_loop": (2, 3, 3)}
_CONTROL = frozenset({*_BRANCHES, "while_loop"})
_FAR = 7


@dataclass(frozen=True)
class Crossing:
    """A call of a transformed function on the way to a draw, and where that is in its body."""

    passage: Passage
    place: Place
    node: SgNode


@dataclass(frozen=True)
class Draw:
    """A draw in a function's body: `node` is the call there, `place` where its keys live.

    `value` is what is drawn from as the body has it, `kept` says that it is a stream which a module
    keeps, `random` that the numbers matter: norms draw and start at ones all the same. A `folded`
    key is made another one by data, `forks` says that a layer keeps what is drawn as its stream.
    The transformed functions that run it are `through`, innermost first; `lost` are calls of
    `jax.lax.cond` and its like, which hand no counts back.
    """

    node: SgNode
    place: Place
    value: Value
    stream: str
    kept: bool = False
    random: bool = True
    folded: bool = False
    forks: bool = False
    through: tuple[Crossing, ...] = ()
    lost: tuple[SgNode, ...] = ()

    @property
    def look(self) -> tuple[object, ...]:
        """What tells it from other draws: not which of the parts of an object it draws from."""
        through = tuple((id(c.passage), c.place.root, c.node) for c in self.through)
        flags = self.kept, self.random, self.folded, self.forks
        return self.node, self.place.root, self.value, self.stream, flags, through, self.lost

    def crossing(self, passage: Passage) -> Draw:
        """The draw as seen from outside of a transformed function that runs it."""
        return replace(self, through=(*self.through, Crossing(passage, self.place, self.node)))


class Effects:
    """Answers for the functions of one module.

    Not `abroad`, what other modules draw is left out, but in the transformed functions of this one.
    """

    def __init__(self, analysis: Analysis, *, abroad: bool = True) -> None:
        self._analysis = analysis
        self._abroad = abroad
        self._names = analysis.names
        self._modes = Modes(analysis)
        self._known: dict[tuple[SgNode, Frame, int], list[Draw]] = {}
        self._own: dict[tuple[SgNode, SgNode], list[SgNode]] = {}
        self.entered: list[Passage] = []
        """The calls of transformed functions that were met on the way."""

    def of(self, function: Function, frame: Frame, depth: int = _FAR) -> list[Draw]:
        """All draws of a function in one call of it."""
        key = function.node, frame, depth
        if key not in self._known:
            self._known[key] = self.within(function.body, function.node, frame, depth)
        return self._known[key]

    def within(
        self, body: SgNode, scope: SgNode, frame: Frame | None, depth: int = _FAR
    ) -> list[Draw]:
        """All draws in a piece of code that run when it does."""
        if depth <= 0:
            return []
        calls = self._calls(body, scope)
        run = (call for call in calls if not self._modes.may_skip(call, scope, frame))
        found = [draw for call in run for draw in self._of_call(call, frame, depth)]
        return list({draw.look: draw for draw in reversed(found)}.values())[::-1]

    def _calls(self, body: SgNode, scope: SgNode) -> list[SgNode]:
        """The calls in a piece of code, but for those in inner functions."""
        if (body, scope) not in self._own:
            calls = [body] if body.kind() == "call" else []
            calls += [call for call in body.find_all(kind="call") if call != body]
            own = [c for c in calls if ancestor(c, *_SCOPES, "module") == scope or c == body]
            self._own[body, scope] = own
        return self._own[body, scope]

    def _of_call(self, call: SgNode, frame: Frame | None, depth: int) -> Iterator[Draw]:
        function = bare(field_of(call, "function"))
        name = self._names.nnx(function)
        if name is not None and name not in TRANSFORMS - _CONTROL:
            yield from self._of_nnx(name, call, frame, depth)
            return
        symbol = self._names.symbol(function) or ""
        if symbol.startswith("jax.lax.") and symbol.rpartition(".")[2] in _CONTROL:
            yield from self._of_branches(
                symbol.removeprefix("jax.lax."), call, frame, depth, raw=True
            )
            return
        if symbol.startswith(("jax.", "numpy.", "optax.")):
            return
        yield from self._of_called(function, call, frame, depth)

    def _of_called(
        self, function: SgNode, call: SgNode, frame: Frame | None, depth: int
    ) -> Iterator[Draw]:
        stack = self._analysis.flow.stack_called(function, frame)
        if stack is not None:
            yield from self._of_stack(stack, function, call, frame, depth)
            return
        definition = self._analysis.definition(function)
        if definition is not None:
            yield from self._of_definition(definition, call, frame, depth)
            return
        reader = self._analysis.flow.reader
        value = reader.of(function, frame)
        if value.kind in (Kind.RNGS, Kind.STREAM):
            yield self._draw(call, function, value, value.stream, frame)
        elif value.kind is Kind.MODULE:
            yield from self._of_method(value, "__call__", function, call, frame, depth)
        elif function.kind() == "attribute":
            yield from self._of_attribute(function, call, frame, depth)

    def _of_attribute(
        self, function: SgNode, call: SgNode, frame: Frame | None, depth: int
    ) -> Iterator[Draw]:
        """`rngs.fork()`, `rngs.normal((3,))`, `model.encode(x)`."""
        owner_node = field_of(function, "object")
        owner = self._analysis.flow.reader.of(owner_node, frame)
        name = field_of(function, "attribute").text()
        if owner.kind in (Kind.RNGS, Kind.STREAM):
            if not self._analysis.draws.manages(name) or name in ("fork", "split", "broadcast"):
                stream = owner.stream if owner.kind is Kind.STREAM else name
                yield self._draw(call, owner_node, owner, stream, frame)
        elif owner.kind is Kind.MODULE:
            yield from self._of_method(owner, name, owner_node, call, frame, depth)

    def _draw(
        self,
        call: SgNode,
        source: SgNode,
        value: Value,
        stream: str,
        frame: Frame | None,
        *,
        kept: bool = False,
        random: bool = True,
    ) -> Draw:
        place = place_of(self._whole(source, frame), self._names)
        kept = kept or bool(place.path)
        return Draw(call, place, value, stream, kept, random, _is_folded(call))

    def _whole(self, source: SgNode, frame: Frame | None) -> SgNode:
        """The Rngs of a stream that is read off it: `rngs` of `rngs.noise`."""
        if source.kind() != "attribute":
            return source
        owner = field_of(source, "object")
        is_rngs = self._analysis.flow.reader.of(owner, frame).kind is Kind.RNGS
        return owner if is_rngs else source

    def _of_nnx(self, name: str, call: SgNode, frame: Frame | None, depth: int) -> Iterator[Draw]:
        """A layer that is made with an Rngs; branches and loops run what they are given."""
        if name in _CONTROL:
            yield from self._of_branches(name, call, frame, depth)
            return
        given = arguments(call).keywords.get("rngs")
        api = releases.export(name, self._analysis.release)
        if given is None or api is None or api.kind != "class":
            return
        is_dropout = name == "Dropout" and forks_dropout(self._analysis.release)
        if name in _NO_DRAW and not is_dropout:
            return
        value = self._analysis.flow.reader.of(given, frame)
        if value.kind in (Kind.RNGS, Kind.STREAM):
            made = Made(self._analysis, call, frame)
            stream = _collection(made) if is_dropout else "params"
            if stream is None:
                return
            random = name not in _CONSTANT_INIT and not _starts_constant(call)
            draw = self._draw(call, given, value, stream, frame, random=random)
            yield replace(draw, forks=is_dropout)

    def _of_branches(
        self, name: str, call: SgNode, frame: Frame | None, depth: int, *, raw: bool = False
    ) -> Iterator[Draw]:
        """`nnx.cond(p, f, g, model)` runs f and g on model; that of JAX on copies."""
        passed, release = arguments(call).positional, self._analysis.release
        first, last, operands = _BRANCHES.get(name, (1, 2, 2))
        for node in passed[first:last]:
            for branch in elements(node) or [node]:
                found = self._analysis.function_at(branch)
                if found is None:
                    continue
                skipped = 1 if name == "fori_loop" else 0
                names = [p.name for p in found.parameters[skipped:]]
                nodes = dict(zip(names, passed[operands:], strict=False))
                for parameter, draw in self._mapped(found, nodes, call, frame, depth):
                    is_lost = name in ("cond", "switch") and not hands_back(found, parameter)
                    is_operand = raw and parameter in names
                    if is_operand and (is_lost or not accepts_modules(release)):
                        draw = replace(draw, lost=(*draw.lost, call))
                    yield draw

    def _of_definition(
        self, definition: Definition, call: SgNode, frame: Frame | None, depth: int
    ) -> Iterator[Draw]:
        """A class draws what its `__init__` does, a function what its body does."""
        home = definition.analysis.flow.reader
        if definition.node.kind() == "class_definition":
            found = home.instances.constructor(definition)
            function = found
            whole = home.instances.of_class(definition)
        else:
            function, whole = read_function(definition.node), None
        if function is None:
            return
        inner = self._analysis.flow.reader.calls.frame(function, call, frame, definition)
        if whole is not None:
            values = {**inner.values, "self": whole}
            inner = self._analysis.frames.of(inner.function, values, inner.outer)
        nodes = _nodes(function, call)
        at = Definition(definition.analysis, function.node)
        yield from self._rooted(at, function, inner, nodes, call, depth)

    def _mapped(
        self,
        function: Function,
        nodes: dict[str, SgNode],
        call: SgNode,
        frame: Frame | None,
        depth: int,
    ) -> Iterator[tuple[str, Draw]]:
        """The draws of a branch on its operands, each with the parameter that it draws from."""
        reader = self._analysis.flow.reader
        values = {name: reader.of(node, frame) for name, node in nodes.items()}
        inner = self._analysis.frames.of(function.node, values, frame)
        at = Definition(self._analysis, function.node)
        roots = (draw.place.root or "" for draw in self.of(function, inner, depth - 1))
        yield from zip(roots, self._rooted(at, function, inner, nodes, call, depth), strict=True)

    def _rooted(
        self,
        definition: Definition,
        function: Function,
        inner: Frame,
        nodes: dict[str, SgNode],
        call: SgNode,
        depth: int,
        owner: SgNode | None = None,
        passage: Passage | None = None,
    ) -> Iterator[Draw]:
        """The draws of what is called, as draws of the caller: at the call, from its arguments."""
        first = function.parameters[0].name if owner is not None and function.parameters else None
        is_folded = _is_folded(call)
        if not self._abroad and definition.analysis is not self._analysis:
            return
        is_like = not self._abroad and passage is None
        effects = self if is_like else definition.analysis.flow.effects
        for inside in effects.of(function, inner, depth - 1):
            draw = inside if passage is None else inside.crossing(passage)
            place = NOWHERE
            if draw.place.is_parameter_of(function.node):
                source = owner if draw.place.root == first else nodes.get(draw.place.root or "")
                if source is not None:
                    source, path = part_of(source, draw.place.path, self._names)
                    place = place_of(source, self._names).extended(path)
            elif definition.analysis is self._analysis:
                place = NOWHERE if draw.place.is_local_to(function.node) else draw.place
            yield replace(draw, node=call, place=place, folded=draw.folded or is_folded)

    def _of_method(
        self,
        owner: Value,
        name: str,
        source: SgNode,
        call: SgNode,
        frame: Frame | None,
        depth: int,
    ) -> Iterator[Draw]:
        if owner.export is not None:
            yield from self._of_layer(owner, name, source, call, frame, depth)
            return
        if owner.owner is None or owner.quiet:
            return
        found = owner.owner.analysis.flow.reader.instances.method(owner, name)
        if found is None:
            return
        definition, function = found
        stack = definition.analysis.flow.stack_of(definition.node)
        if stack is not None:
            yield from self._of_stack(
                (definition.analysis, stack), source, call, frame, depth, owner
            )
            return
        inner = self._analysis.flow.reader.calls.frame(function, call, frame, definition, owner)
        nodes = _nodes(function, call, bound=True)
        yield from self._rooted(definition, function, inner, nodes, call, depth, source)

    def _of_layer(
        self,
        layer: Value,
        name: str,
        source: SgNode,
        call: SgNode,
        frame: Frame | None,
        depth: int,
    ) -> Iterator[Draw]:
        """A layer of `flax.nnx` that is called: Dropout draws, Sequential calls what it holds."""
        if name != "__call__" or layer.quiet:
            return
        if layer.export == "Sequential" and layer.made is not None:
            for node in arguments(layer.made.call).positional:
                child = layer.made.analysis.flow.reader.of(node, layer.made.frame)
                if child.kind is Kind.MODULE:
                    part = child.within(replace(layer, apart=()))
                    yield from self._of_method(part, "__call__", source, call, frame, depth - 1)
            return
        if layer.export != "Dropout" or not self._is_active(layer, call, frame):
            return
        given = arguments(call).keywords.get("rngs")
        stream = _collection(layer.made)
        if stream is None:
            return
        if given is None:
            if layer.carries:
                yield self._draw(call, source, layer, stream, frame, kept=True)
            return
        value = self._analysis.flow.reader.of(given, frame)
        if value.kind in (Kind.RNGS, Kind.STREAM):
            yield self._draw(call, given, value, stream, frame)

    def _is_active(self, layer: Value, call: SgNode, frame: Frame | None) -> bool:
        """Whether a Dropout drops when it is called, as far as literals say."""
        reader = self._analysis.flow.reader
        made = layer.made
        told = arguments(call).keywords.get("deterministic")
        if told is not None:
            return reader.of(told, frame).constant == "False"
        if made is None:
            return False
        options = arguments(made.call)
        home = made.analysis.flow.reader
        rate = next(iter(options.positional), options.keywords.get("rate"))
        if rate is not None and home.of(rate, made.frame).constant in ("0", "0.0", "0.", "0e0"):
            return False
        quiet = options.keywords.get("deterministic")
        return quiet is None or home.of(quiet, made.frame).constant in ("False", "None")

    def _of_stack(
        self,
        stack: tuple[Analysis, Stack],
        function: SgNode,
        call: SgNode,
        frame: Frame | None,
        depth: int,
        owner: Value | None = None,
    ) -> Iterator[Draw]:
        home, found = stack
        passage = home.flow.passages.through(found, call, self._analysis, frame, owner)
        if passage is None:
            return
        self.entered.append(passage)
        nodes = passage.passed
        at = Definition(home, passage.function.node)
        source = field_of(function, "object") if function.kind() == "attribute" else function
        first = source if owner is not None else None
        inner = passage.body_frame
        yield from self._rooted(at, passage.function, inner, nodes, call, depth, first, passage)


def _nodes(function: Function, call: SgNode, *, bound: bool = False) -> dict[str, SgNode]:
    return given(function, arguments(call), bound=bound)


def _collection(made: Made | None) -> str | None:
    """The stream that a Dropout draws from; None where that is not known."""
    written = None if made is None else arguments(made.call).keywords.get("rng_collection")
    if made is None or written is None:
        return "dropout"
    named = made.analysis.flow.reader.of(written, made.frame).constant
    return named.strip("\"'") if named is not None and named[:1] in "\"'" else None


def _starts_constant(call: SgNode) -> bool:
    """Whether a layer is told to start from zeros or the like."""
    options = arguments(call).keywords
    written = [
        options[name].text() for name in ("kernel_init", "embedding_init") if name in options
    ]
    return any(word in text for text in written for word in ("zeros", "ones", "constant"))


def _is_folded(call: SgNode) -> bool:
    """Whether a key that is drawn goes straight into `jax.random.fold_in`."""
    around = call.parent()
    outer = None if around is None else around.parent()
    if around is None or outer is None or around.kind() != "argument_list":
        return False
    return field_of(outer, "function").text().endswith("fold_in")
