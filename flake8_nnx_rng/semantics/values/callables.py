"""Callables: functions, classes, partials and transformed functions as values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.program.functions import read_class, read_function
from flake8_nnx_rng.semantics.program.uses import PARTIAL
from flake8_nnx_rng.semantics.releases.transforms import IMMEDIATE
from flake8_nnx_rng.semantics.values import states
from flake8_nnx_rng.semantics.values.frames import Frame, frame_around
from flake8_nnx_rng.semantics.values.values import UNKNOWN, Definition, Kind, Value
from flake8_nnx_rng.syntax.nodes import Arguments, arguments

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.functions import Function
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.semantics.values.reader import Reader
    from flake8_nnx_rng.syntax.tree import Node

NOTHING = Arguments()
_DEEP = 4
"""How deep the values around a function may go before it is taken without them."""
_DEFINED = ("function_definition", "lambda", "class_definition")


class Callee(NamedTuple):
    """What the call of a value runs: a `definition`, a `stack`, or a class of `flax.nnx`.

    `closure` is the frame around it, `layered` that around the layers of a stack; `before` are the
    arguments that a partial has given already.
    """

    home: Analysis
    definition: Definition | None = None
    stack: Stack | None = None
    export: str | None = None
    closure: Frame | None = None
    layered: Frame | None = None
    before: Arguments = NOTHING

    def passed(self, call: Node) -> Arguments:
        """All that a call passes, what the partial holds included."""
        return joined(self.before, arguments(call))


def joined(before: Arguments, passed: Arguments) -> Arguments:
    """The arguments of a partial and those of its call."""
    is_starred = before.unpacks_positional
    return Arguments(
        (*before.positional, *passed.positional),
        {**before.keywords, **passed.keywords},
        is_starred or passed.unpacks_positional,
        before.unpacks_keywords or passed.unpacks_keywords,
        before.before_star if is_starred else len(before.positional) + passed.before_star,
    )


class Callables:
    """Answers for the functions of one module."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._analysis = reader.analysis

    def value(self, node: Node, frame: Frame | None) -> Value:
        """A function expression, or a definition, as a value."""
        closure = frame_around(frame, node)
        if closure is not None and closure.depth > _DEEP:
            closure = None
        return Value(Kind.FUNCTION, owner=Definition(self._analysis, node), closure=closure)

    def is_function(self, call: Node) -> bool:
        """Whether a call gives a function: `nnx.vmap(f)`, `partial(f, 3)`."""
        stack = self._analysis.flow.stack_at(call)
        if stack is not None:
            return not stack.layers[0].is_a(IMMEDIATE)
        is_partial = self._analysis.names.called(call) == PARTIAL
        return is_partial and bool(arguments(call).positional)

    def callee(self, value: Value) -> Callee | None:
        """What a call of a value runs; None where that is not known."""
        if value.kind is not Kind.FUNCTION:
            return None
        if value.owner is None:
            return Callee(self._analysis, export=value.export)
        home = self._reader.at(value.owner.analysis)
        return home.callables._callee(value.owner.node, value.closure)

    def _callee(self, node: Node, closure: Frame | None) -> Callee | None:
        flow = self._analysis.flow
        stack = flow.stack_at(node) or flow.stack_of(node)
        if stack is not None:
            return self._transformed(stack, closure)
        if node.kind in _DEFINED:
            definition = Definition(self._analysis, node)
            return Callee(self._analysis, definition, closure=closure)
        return self._of_partial(node, closure)

    def _of_partial(self, call: Node, closure: Frame | None) -> Callee | None:
        first, before = arguments(call).positional[0], arguments(call).without_first()
        inner = self.callee(self._reader.of(first, closure))
        if inner is None or inner.home is not self._analysis:
            return None
        return inner._replace(before=joined(inner.before, before))

    def _transformed(self, stack: Stack, closure: Frame | None) -> Callee | None:
        if stack.function is not None:
            return Callee(self._analysis, stack=stack, closure=closure, layered=closure)
        given = self._analysis.stacks.inner(stack)
        inner = None if given is None else self.callee(self._reader.of(given, closure))
        if inner is None or inner.home is not self._analysis or inner.before != NOTHING:
            return None
        layers, function = _read(inner)
        if function is None:
            return None
        whole = replace(stack, layers=(*stack.layers, *layers), function=function)
        return inner._replace(definition=None, stack=whole, layered=closure)

    def returned(self, function: Value, call: Node, frame: Frame | None) -> Value:
        """What the call of a value returns."""
        callee = self.callee(function)
        if callee is None:
            return UNKNOWN
        if callee.export == states.APPLIED:
            return states.applied(call, frame, self._reader)
        if callee.export is not None:
            made = self._reader.calls.made(call, frame, callee.passed(call))
            return self._reader.instances.of_export(callee.export, made)
        if callee.definition is not None:
            return self._reader.calls.of_definition(callee.definition, call, frame, callee)
        if callee.stack is None:
            return UNKNOWN
        passages = callee.home.flow.passages
        return passages.returned(callee.stack, call, self._analysis, frame, callee)


def _read(inner: Callee) -> tuple[tuple[Layer, ...], Function | None]:
    """The layers and the function of what is transformed once more."""
    if inner.stack is not None:
        return inner.stack.layers, inner.stack.function
    if inner.definition is None:
        return (), None
    node = inner.definition.node
    return (), read_class(node) if node.kind == "class_definition" else read_function(node)
