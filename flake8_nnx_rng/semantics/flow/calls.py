"""Reading the values of calls: seeds, keys, splits, instances, what functions return."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.flow.frames import Frame, given
from flake8_nnx_rng.semantics.flow.values import (
    PLAIN,
    SCALAR,
    SOMEHOW,
    UNKNOWN,
    Definition,
    Kind,
    Made,
    Track,
    Value,
    agreed,
)
from flake8_nnx_rng.semantics.functions import Function, read_function
from flake8_nnx_rng.semantics.names import NNX, RNGS
from flake8_nnx_rng.semantics.provenance import Provenance
from flake8_nnx_rng.semantics.samplers import SAMPLERS
from flake8_nnx_rng.syntax.nodes import (
    ancestor,
    arguments,
    bare,
    elements,
    field_of,
    integer,
    parts,
)

if TYPE_CHECKING:
    from ast_grep_py import SgNode

    from flake8_nnx_rng.semantics.flow.reader import Reader

_SEED_KEYS = frozenset({"jax.random.key", "jax.random.PRNGKey"})
_CONTAINERS = ("List", "Sequence", "Tuple")
_FAR = 6


class Calls:
    """Answers what the calls in one module return."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._analysis = reader.analysis
        self._names = reader.names

    def of(self, call: SgNode, frame: Frame | None) -> Value:
        """What a call returns."""
        function = bare(field_of(call, "function"))
        symbol = self._names.symbol(function)
        if symbol is not None:
            known = self._of_symbol(symbol, call, frame)
            if known is not None:
                return known
        stack = self._analysis.flow.stack_called(function, frame)
        if stack is not None:
            return stack[0].flow.passages.returned(stack[1], call, self._analysis, frame)
        definition = self._analysis.definition(function)
        if definition is not None:
            return self._of_definition(definition, call, frame)
        if function.kind() == "attribute":
            found = self._of_method(function, call, frame)
            if found.kind is not Kind.UNKNOWN:
                return found
        called = self._reader.of(function, frame)
        drawn = called.kind in (Kind.RNGS, Kind.STREAM)
        return Value(Kind.KEY, called.track()) if drawn else UNKNOWN

    def _of_symbol(self, symbol: str, call: SgNode, frame: Frame | None) -> Value | None:
        if symbol == RNGS:
            return self._of_seeds(call, frame)
        if symbol in _SEED_KEYS:
            return Value(Kind.KEY, SCALAR)
        if symbol == "jax.random.fold_in":
            key = self._first(call, frame)
            return key if key.kind is Kind.KEY else Value(Kind.KEY, SOMEHOW)
        if symbol == "jax.random.split":
            return self._split_key(call, frame)
        if symbol.startswith(("jax.", "numpy.", "optax.")):
            return UNKNOWN if symbol.startswith("jax.tree") else PLAIN
        name = symbol.removeprefix(NNX + ".")
        return None if name == symbol else self._of_export(name, call, frame)

    def _of_export(self, name: str, call: SgNode, frame: Frame | None) -> Value | None:
        if name in _CONTAINERS:
            return self._first(call, frame)
        if name == "clone":
            return self._first(call, frame)
        if name == "view":
            return replace(self._first(call, frame), quiet=True)
        if name == "split_rngs":
            return self._split_copy(call, frame)
        api = releases.export(name, self._analysis.release)
        if api is None or api.kind != "class" or not name[:1].isupper():
            return None
        return self._reader.instances.of_export(name, Made(self._analysis, call, frame))

    def _first(self, call: SgNode, frame: Frame | None) -> Value:
        passed = arguments(call).positional
        return self._reader.of(passed[0], frame) if passed else UNKNOWN

    def _split_copy(self, call: SgNode, frame: Frame | None) -> Value:
        """`split_rngs(rngs, splits=n, graph=False)` returns a split copy."""
        options = arguments(call).keywords
        flags = [options[name] for name in ("graph", "graph_updates") if name in options]
        if not any(flag.kind() == "false" for flag in flags) or "only" in options:
            return UNKNOWN
        size = options.get("splits")
        count = 1 if size is None else len(elements(size) or [size])
        return self._first(call, frame).changed(lambda track: track.with_axes(count))

    def _split_key(self, call: SgNode, frame: Frame | None) -> Value:
        key = self._first(call, frame)
        listed = arguments(call)
        number = listed.keywords.get("num") or next(iter(listed.positional[1:]), None)
        count = 1 if number is None else len(elements(number) or [number])
        sure = number is None or elements(number) is not None or _is_number(number)
        track = key.every if key.kind is Kind.KEY else SOMEHOW
        return Value(Kind.KEY, Track(track.least + count, track.exact and sure))

    def _of_seeds(self, call: SgNode, frame: Frame | None) -> Value:
        """`nnx.Rngs(0)`, `nnx.Rngs(params=key)`, `nnx.Rngs(jax.random.split(key, 3))`."""
        passed = arguments(call)
        if passed.unpacks:
            return Value(Kind.RNGS, SOMEHOW)
        named = {name: self._seed(node, frame) for name, node in passed.keywords.items()}
        default = [self._seed(node, frame) for node in passed.positional]
        names = {*named, *(["default"] if default else [])}
        if default and any(node.kind() == "dictionary" for node in passed.positional):
            return Value(Kind.RNGS, SOMEHOW)
        tracks = [*named.values(), *default]
        every = tracks[0] if tracks else SCALAR
        apart = tuple(sorted((n, t) for n, t in named.items() if t != every)) if default else ()
        if len(set(tracks)) > 1 and not default:
            every, apart = SOMEHOW, tuple(sorted(named.items(), key=lambda item: item[0]))
        return Value(Kind.RNGS, every, apart, frozenset(names))

    def _seed(self, node: SgNode, frame: Frame | None) -> Track:
        value = self._reader.of(node, frame)
        if value.kind is Kind.KEY:
            return value.every.restarted() if not value.every.alike else value.every
        if value.constant is not None:
            return SCALAR
        found = self._analysis.origins.of(node)
        if found is Provenance.SPLIT:
            return Track(1, exact=False)
        return SCALAR if found is Provenance.SCALAR else SOMEHOW

    def _of_definition(self, definition: Definition, call: SgNode, frame: Frame | None) -> Value:
        made = Made(self._analysis, call, frame)
        if definition.node.kind() == "class_definition":
            return self._reader.instances.of_class(definition, made)
        if definition.node.kind() != "function_definition":
            return UNKNOWN
        if frame is not None and frame.depth > _FAR:
            return UNKNOWN
        inner = self.frame(read_function(definition.node), call, frame, definition)
        return definition.analysis.flow.reader.calls.returned(inner, definition.node)

    def frame(
        self,
        function: Function,
        call: SgNode,
        frame: Frame | None,
        definition: Definition,
        first: Value | None = None,
    ) -> Frame:
        """What the parameters of a function are in a call; `first` is what the dot fills."""
        named = given(function, arguments(call), bound=first is not None)
        values = {name: self._reader.of(node, frame) for name, node in named.items()}
        if first is not None and function.parameters:
            values[function.parameters[0].name] = first
        home = definition.analysis.flow.reader
        for parameter in function.parameters:
            if parameter.name not in values and parameter.default is not None:
                values[parameter.name] = home.of(parameter.default)
        same = definition.analysis is self._analysis
        return definition.analysis.frames.of(function.node, values, frame if same else None)

    def returned(self, frame: Frame, node: SgNode) -> Value:
        """What all ways out of a function agree that it returns."""
        if node.kind() == "lambda":
            return self._reader.of(field_of(node, "body"), frame)
        found = []
        for statement in field_of(node, "body").find_all(kind="return_statement"):
            if ancestor(statement, "function_definition", "lambda") == node:
                values = parts(statement)
                found.append(self._reader.of(values[0], frame) if values else PLAIN)
        return agreed(found) if found else PLAIN

    def _of_method(self, function: SgNode, call: SgNode, frame: Frame | None) -> Value:
        owner = self._reader.of(field_of(function, "object"), frame)
        name = field_of(function, "attribute").text()
        if owner.kind in (Kind.RNGS, Kind.STREAM):
            return self._of_rngs_method(owner, name, call)
        if owner.kind is Kind.MODULE and owner.owner is not None:
            found = self._reader.instances.method(owner, name)
            if found is None or (frame is not None and frame.depth > _FAR):
                return UNKNOWN
            definition, read = found
            inner = self.frame(read, call, frame, definition, first=owner)
            return definition.analysis.flow.reader.calls.returned(inner, definition.node)
        return UNKNOWN

    def _of_rngs_method(self, owner: Value, name: str, call: SgNode) -> Value:
        passed = arguments(call)
        if name in ("split", "fork", "broadcast"):
            size = next(iter(passed.positional), None) or passed.keywords.get("split")
            if passed.unpacks or (size is not None and size.kind() == "dictionary"):
                return replace(owner, every=SOMEHOW, apart=())
            axes = 0 if size is None or size.kind() == "none" else len(elements(size) or [size])
            if size is not None and elements(size) is None and not _is_number(size) and axes:
                return owner.changed(lambda t: replace(t.with_axes(1), exact=t.exact))
            return owner.changed(lambda track: track.with_axes(axes))
        if name == "items" or name == "keys":
            return UNKNOWN
        if name in SAMPLERS and name not in (owner.streams or ()):
            return PLAIN if passed.positional or passed.keywords else UNKNOWN
        track = owner.track(name) if owner.kind is Kind.RNGS else owner.every
        return Value(Kind.KEY, track, stream=owner.named(name))


def _is_number(node: SgNode) -> bool:
    return integer(node) is not None
