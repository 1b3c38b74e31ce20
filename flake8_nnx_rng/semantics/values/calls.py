"""Reading the values of calls: seeds, keys, splits, instances, what functions return."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.attributes import named_by_text
from flake8_nnx_rng.semantics.program.branches import CONTROL, Control, control_flow
from flake8_nnx_rng.semantics.program.call_sites import given
from flake8_nnx_rng.semantics.program.fields import is_train_state
from flake8_nnx_rng.semantics.program.functions import (
    Function,
    own_returns,
    read_function,
    takes_object,
)
from flake8_nnx_rng.semantics.program.names import NNX, RNGS
from flake8_nnx_rng.semantics.program.options import options_in, splats
from flake8_nnx_rng.semantics.program.samplers import SAMPLERS, key_of
from flake8_nnx_rng.semantics.program.supers import super_in
from flake8_nnx_rng.semantics.values import states
from flake8_nnx_rng.semantics.values.copies import replace
from flake8_nnx_rng.semantics.values.frames import Frame, frame_around
from flake8_nnx_rng.semantics.values.seeds import are_fixed, is_no_mapping, is_seed
from flake8_nnx_rng.semantics.values.splitting import split_by
from flake8_nnx_rng.semantics.values.unpacking import Unpacking, defaults
from flake8_nnx_rng.semantics.values.values import (
    DEFAULT,
    PLAIN,
    SCALAR,
    SOMEHOW,
    UNKNOWN,
    Definition,
    Kind,
    Made,
    Track,
    Value,
)
from flake8_nnx_rng.syntax.nodes import arguments, elements, field_of, integer

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.values.callables import Callee
    from flake8_nnx_rng.semantics.values.reader import Reader
    from flake8_nnx_rng.syntax.nodes import Arguments
    from flake8_nnx_rng.syntax.tree import Node

_SEED_KEYS = frozenset({"jax.random.key", "jax.random.PRNGKey"})
_CONTAINERS = ("List", "Sequence", "Tuple", "Dict", "data")
_LOOPS = ("fori_loop", "while_loop")

_TOLD_APART = 64
"""In how many calls a function is read for what it is given, before it is as for any."""


class Calls:
    """Answers what the calls in one module return."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._analysis = reader.analysis
        self._names = reader.names
        self.unpacking = Unpacking(reader)

    def of(self, call: Node, frame: Frame | None) -> Value:
        """What a call returns."""
        function = field_of(call, "function")
        if self._reader.callables.is_function(call):
            return self._reader.callables.value(call, frame)
        symbol = self._names.symbol(function)
        if symbol is not None:
            known = self._of_symbol(symbol, call, frame)
            if known is not None:
                return known
        stack = self._analysis.flow.stack_called(function)
        if stack is not None and stack[1].function is not None:
            return stack[0].flow.passages.returned(stack[1], call, self._analysis, frame)
        definition = self._analysis.definition(function)
        if definition is not None:
            return self.of_definition(definition, call, frame)
        if function.kind == "attribute":
            found = self._of_method(function, call, frame)
            if found.kind is not Kind.UNKNOWN:
                return found
        named, above = named_by_text(call, "getattr"), super_in(call, self._names.module)
        if above is not None:
            return self._reader.named_at(above.name, call, frame)
        if named is not None:
            return self._reader.part(self._reader.of(named[0], frame), named[1])
        called = self._reader.of(function, frame)
        if called.kind is Kind.FUNCTION:
            return self._reader.callables.returned(called, call, frame)
        if called.kind is Kind.MODULE and states.is_applied(function, frame, self._reader):
            return states.handed_back(UNKNOWN, called)
        drawn = called.kind in (Kind.RNGS, Kind.STREAM)
        return Value(Kind.KEY, called.track()) if drawn else UNKNOWN

    def _of_symbol(self, symbol: str, call: Node, frame: Frame | None) -> Value | None:
        if symbol == RNGS:
            return self._of_seeds(call, frame)
        if symbol in _SEED_KEYS:
            is_fixed = are_fixed(call, frame, self._reader)
            return Value(Kind.KEY, SCALAR, written=call, fixed=is_fixed)
        if symbol == "jax.random.fold_in":
            return self._folded_key(call, frame)
        if symbol == "jax.random.clone":
            return self._first(call, frame)
        if symbol == "jax.random.split":
            return self._split_key(call, frame)
        loop = control_flow(symbol)
        if loop in _LOOPS:
            return self._carried(CONTROL[loop], call, frame)
        if symbol.startswith(("jax.", "numpy.", "optax.")):
            return UNKNOWN if symbol.startswith("jax.tree") else PLAIN
        name = symbol.removeprefix(NNX + ".")
        return None if name == symbol else self._of_export(name, call, frame)

    def _of_export(self, name: str, call: Node, frame: Frame | None) -> Value | None:
        if name in _CONTAINERS:
            return self._contained(call, frame)
        if name in states.NAMES:
            return states.of_call(name, call, frame, self._reader)
        if name == "clone":
            return self._first(call, frame)
        if name == "view":
            return replace(self._first(call, frame), quiet=True)
        if name in ("split_rngs", "with_rngs"):
            return self._split_copy(call, frame)
        api = releases.export(name, self._analysis.release)
        if api is None or api.kind != "class" or not name[:1].isupper():
            return None
        return self._reader.instances.of_export(name, self.made(call, frame))

    def _contained(self, call: Node, frame: Frame | None) -> Value:
        """`nnx.List([a, b])`, `nnx.Dict({"a": a})`, `nnx.Dict(a=a)`."""
        passed = arguments(call)
        if passed.positional or not passed.keywords or passed.unpacks:
            return replace(self._first(call, frame), written=None)
        children = tuple(self._reader.of(node, frame) for node in passed.keywords.values())
        return Value(Kind.TREE, children=children, keys=tuple(passed.keywords))

    def _carried(self, loop: Control, call: Node, frame: Frame | None) -> Value:
        """What a loop hands back: the carry that it began with, further on."""
        carried = loop.operand_nodes(arguments(call))
        return self._reader.of(carried[0], frame) if carried else UNKNOWN

    def _first(self, call: Node, frame: Frame | None) -> Value:
        passed = arguments(call).positional
        return self._reader.of(passed[0], frame) if passed else UNKNOWN

    def _split_copy(self, call: Node, frame: Frame | None) -> Value:
        """`split_rngs(rngs, splits=n, graph=False)` and `with_rngs` return a split copy."""
        options = arguments(call).keywords
        flags = [options[name] for name in ("graph", "graph_updates") if name in options]
        if not any(flag.kind == "false" for flag in flags) or "only" in options:
            return UNKNOWN
        written = options.get("splits") or options.get("split")
        sizes = self._analysis.sizes.listed(written, frame)
        return self._first(call, frame).changed(lambda track: track.with_axes(sizes))

    def _split_key(self, call: Node, frame: Frame | None) -> Value:
        key = self._first(call, frame)
        listed = arguments(call)
        number = listed.keywords.get("num") or next(iter(listed.positional[1:]), None)
        sizes = self._analysis.sizes.listed(number, frame)
        sure = number is None or elements(number) is not None or _is_number(number)
        track = key.every if key.kind is Kind.KEY else SCALAR  # JAX takes no more than one
        whole = track.restarted().with_axes(sizes)
        every = whole._replace(exact=whole.exact and sure)
        return Value(Kind.KEY, every, written=key.written, fixed=key.fixed)

    def _folded_key(self, call: Node, frame: Frame | None) -> Value:
        given, written = arguments(call), key_of(call)
        key = UNKNOWN if written is None else self._reader.of(written, frame)
        if key.kind is not Kind.KEY:
            return Value(Kind.KEY, SCALAR)
        if are_fixed(call, frame, self._reader):
            return key
        data = given.keywords.get("data") or next(iter(given.positional[1:]), None)
        is_own = data is not None and self._reader.of(data, frame).constant is None
        return replace(key.changed(Track.restarted) if is_own else key, fixed=False)

    def _of_seeds(self, call: Node, frame: Frame | None) -> Value:
        """`nnx.Rngs(0)`, `nnx.Rngs(params=key)`, `nnx.Rngs(jax.random.split(key, 3))`."""
        seeds, first = self._seeds(call), arguments(call).positional[:1]
        if seeds is None:
            return Value(Kind.RNGS, SOMEHOW, written=call)
        named = {name: self._seed(node, frame) for name, node in seeds.items()}
        written = self.unpacking.dict_written
        default = [self._seed(node, frame) for node in first if written(node) is None]
        names = {*named, *([DEFAULT] if default else [])}
        tracks = [*named.values(), *default]
        every = tracks[0] if tracks else SCALAR
        apart = tuple(sorted((n, t) for n, t in named.items() if t != every)) if default else ()
        if len(set(tracks)) > 1 and not default:
            every, apart = SOMEHOW, tuple(sorted(named.items(), key=lambda item: item[0]))
        is_known = not default or is_no_mapping(first[0], frame, self._reader)
        return Value(
            Kind.RNGS,
            every,
            apart,
            frozenset(names) if is_known else None,
            written=call,
            fixed=are_fixed(call, frame, self._reader),
        )

    def _seeds(self, call: Node) -> dict[str, Node] | None:
        """The seeds that have a name, in a dict or not; None where not all are written."""
        passed, unpacked = arguments(call), splats(call)
        if passed.unpacks_positional or len(passed.positional) > 1:
            return None
        found: dict[str, Node] = {}
        for whole in (*passed.positional, *unpacked):
            written = self.unpacking.dict_written(whole)
            named = {} if written is None else options_in(written)
            if named is None or (written is None and whole in unpacked):
                return None
            found |= named
        return {**found, **passed.keywords}

    def passed(
        self, function: Function, named: Mapping[str, Node], call: Node, frame: Frame | None
    ) -> dict[str, Value]:
        """What a call passes for parameters: the `named` expressions, and what dicts hold."""
        spread = self.unpacking.by_name(call, frame).items()
        values = {n: v for n, v in spread if function.parameter(n) is not None}
        return values | {name: self._reader.of(node, frame) for name, node in named.items()}

    def _seed(self, node: Node, frame: Frame | None) -> Track:
        value = self._reader.of(node, frame)
        if value.kind is Kind.KEY:
            return value.every.restarted() if not value.every.alike else value.every
        is_number = value.constant is not None or is_seed(node, frame, self._reader)
        return SCALAR if is_number else SOMEHOW

    def of_definition(
        self,
        definition: Definition,
        call: Node,
        frame: Frame | None,
        callee: Callee | None = None,
    ) -> Value:
        """What the call of a class or function gives; `callee` says what a value has with it."""
        if definition.node.kind == "class_definition":
            passed = None if callee is None else callee.passed(call)
            return self._reader.instances.of_class(definition, self.made(call, frame, passed))
        inner = self.frame(read_function(definition.node), call, frame, definition, callee=callee)
        return self._reader.at(definition.analysis).calls.returned(inner, definition.node)

    def made(self, call: Node, frame: Frame | None, passed: Arguments | None = None) -> Made:
        """What an instance is made from, by a call that passes this; else what is written in it."""
        whole = arguments(call) if passed is None else passed
        positional, certain = self._positional(whole, call, frame)
        return Made(
            call,
            tuple(positional),
            self.unpacking.by_name(call, frame)
            | {name: self._reader.of(node, frame) for name, node in whole.keywords.items()},
            unpacks=whole.unpacks and self.unpacking.may_pass_more(call, frame),
            certain=certain,
        )

    def _positional(
        self, passed: Arguments, call: Node, frame: Frame | None
    ) -> tuple[list[Value], int]:
        """What is given by position, with what stars hold, and of how many the place is known."""
        if passed.unpacks_positional and passed == arguments(call):
            known, is_all = self.unpacking.by_position(call, frame)
            if is_all:
                return known, len(known)
        found = [self._reader.of(node, frame) for node in passed.positional]
        starred = (n.parts[0] for n in field_of(call, "arguments").parts if n.kind == "list_splat")
        for node in starred:
            found += self._reader.of(node, frame).children
        return found, len(passed.certain)

    def frame(
        self,
        function: Function,
        call: Node,
        frame: Frame | None,
        definition: Definition,
        first: Value | None = None,
        callee: Callee | None = None,
    ) -> Frame:
        """What the parameters of a function are in a call; `first` is what the dot fills."""
        outer = frame_around(frame, function.node) if callee is None else callee.closure
        if self._analysis.questions.is_running(function.node):  # recursion: whatever it is given
            return definition.analysis.frames.of(function.node, {}, outer)
        passed = arguments(call) if callee is None else callee.passed(call)
        named = given(function, passed, bound=first is not None)
        values = self.passed(function, named, call, frame)
        if callee is None:
            values = self.unpacking.filled(function, call, frame, bound=first is not None) | values
        if first is not None and function.parameters:
            values[function.parameters[0].name] = first
        home = self._reader.at(definition.analysis)
        is_open = self.unpacking.may_pass_more(call, frame)
        values |= defaults(function, values, home, is_open=is_open)
        return definition.analysis.frames.met(function.node, values, outer, _TOLD_APART)

    def returned(self, frame: Frame, node: Node) -> Value:
        """What all ways out of a function agree that it returns."""
        questions = self._analysis.questions
        with questions.running(node):
            return questions.answer((self, frame), partial(self._returned, frame, node), UNKNOWN)

    def _returned(self, frame: Frame, node: Node) -> Value:
        if node.kind == "lambda":
            return self._reader.of(field_of(node, "body"), frame).outside(node)
        found = []
        for statement in own_returns(node):
            values = statement.parts
            found.append(self._reader.of(values[0], frame) if values else PLAIN)
        return self._reader.agreed(found).outside(node) if found else PLAIN

    def _of_method(self, function: Node, call: Node, frame: Frame | None) -> Value:
        owner_node = field_of(function, "object")
        result = self._of_plain_method(function, call, frame)
        if not states.is_applied(owner_node, frame, self._reader):
            return result
        return states.handed_back(result, self._reader.of(owner_node, frame))

    def _of_plain_method(self, function: Node, call: Node, frame: Frame | None) -> Value:
        owner_node = field_of(function, "object")
        owner, above = self._reader.of(owner_node, frame), super_in(owner_node, self._names.module)
        name = field_of(function, "attribute").text
        if owner.kind in (Kind.RNGS, Kind.STREAM):
            return self._of_rngs_method(owner, name, call, frame)
        if owner.kind is Kind.FUNCTION and owner.owner is not None and name == "create":
            return self._of_train_state(owner.owner, call, frame)
        if owner.has_class:
            behind = None if above is None else above.behind
            found = self._reader.instances.method(owner, name, behind)
            if found is None:
                return UNKNOWN
            definition, read = found
            first = owner if takes_object(definition.node) else None
            inner = self.frame(read, call, frame, definition, first)
            return self._reader.at(definition.analysis).calls.returned(inner, definition.node)
        return self._forked(name, call, frame)

    def _of_train_state(self, owner: Definition, call: Node, frame: Frame | None) -> Value:
        """`State.create(..., rest=rest)` of a class that adds fields to Flax's `TrainState`."""
        is_class = owner.node.kind == "class_definition"
        if not is_class or not is_train_state(owner.node, owner.analysis.names):
            return UNKNOWN
        given = arguments(call)
        if given.positional or given.unpacks:
            return UNKNOWN
        children = tuple(self._reader.of(node, frame) for node in given.keywords.values())
        return Value(Kind.TREE, children=children, keys=tuple(given.keywords))

    def _forked(self, name: str, call: Node, frame: Frame | None) -> Value:
        """`rngs.fork(split=3)` of whatever it is: nothing else has such a method."""
        size = arguments(call).keywords.get("split") if name == "fork" else None
        if size is None or size.kind in ("none", "dictionary"):
            return UNKNOWN
        sizes = self._analysis.sizes.listed(size, frame)
        return Value(Kind.RNGS, SOMEHOW.with_axes(sizes), by_name=True)

    def _of_rngs_method(self, owner: Value, name: str, call: Node, frame: Frame | None) -> Value:
        passed = arguments(call)
        if name in ("split", "fork", "broadcast"):
            size = next(iter(passed.positional), None)
            size = size or passed.keywords.get("k" if name == "split" else "split")
            is_refused = name == "split" and size is None
            if passed.unpacks or is_refused:
                return replace(owner, every=SOMEHOW, apart=())
            return owner if size is None else split_by(owner, size, self._analysis, frame)
        if name == "items" or name == "keys":
            return UNKNOWN
        if name in SAMPLERS and name not in (owner.streams or ()):
            return PLAIN if passed.positional or passed.keywords else UNKNOWN
        track = owner.track(name) if owner.kind is Kind.RNGS else owner.every
        return Value(Kind.KEY, track, stream=owner.named(name))


def _is_number(node: Node) -> bool:
    return integer(node) is not None
