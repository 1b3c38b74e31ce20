"""Reading values off expressions: names, attributes, displays; calls are left to `calls`."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial, reduce
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.fallbacks import is_for_none, preferred
from flake8_nnx_rng.semantics.program.filters import Selection, selected
from flake8_nnx_rng.semantics.program.samplers import MANAGING, splits_itself
from flake8_nnx_rng.semantics.values.callables import Callables
from flake8_nnx_rng.semantics.values.calls import Calls
from flake8_nnx_rng.semantics.values.conditions import Conditions
from flake8_nnx_rng.semantics.values.copies import replace
from flake8_nnx_rng.semantics.values.filling import Fillings, filled
from flake8_nnx_rng.semantics.values.held import Held
from flake8_nnx_rng.semantics.values.instances import Instances
from flake8_nnx_rng.semantics.values.loops import gathered, iterated
from flake8_nnx_rng.semantics.values.parameters import Parameters
from flake8_nnx_rng.semantics.values.plain_objects import as_told, kept_by_self
from flake8_nnx_rng.semantics.values.quieting import Quieting
from flake8_nnx_rng.semantics.values.splitting import split_in
from flake8_nnx_rng.semantics.values.states import GRAPHDEF, part_of_graphdef
from flake8_nnx_rng.semantics.values.values import (
    PLAIN,
    UNKNOWN,
    Kept,
    Kind,
    Track,
    Value,
    agreed,
)
from flake8_nnx_rng.syntax.bindings import Binding, BindingKind
from flake8_nnx_rng.syntax.nodes import LITERALS, elements, field_of, integer

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.values.frames import Frame
    from flake8_nnx_rng.syntax.tree import Node
    from flake8_nnx_rng.syntax.ways import Ways

_DISPLAYS = frozenset({"tuple", "list", "expression_list", "pattern_list"})
_UNCHANGED = (Kind.PLAIN, Kind.UNKNOWN, Kind.KEY, Kind.FUNCTION)
_THERE = (Kind.RNGS, Kind.STREAM, Kind.MODULE)
"""What certainly is not None."""
_HOLDING = ("Optimizer", "ModelAndOptimizer")
"""What keeps a model; since 0.11.0 the second alone, so that nobody can ask the first for it."""
_FAR = 4
"""Choices between None and something else, one in the other."""
_PLAIN = frozenset({"concatenated_string", "ellipsis"})


class Reader:
    """Answers what the expressions of one module are, in a frame or in general."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.names = analysis.names
        self.instances = Instances(self)
        self.parameters = Parameters(self)
        self.calls = Calls(self)
        self.callables = Callables(self)
        self.conditions = Conditions(self)
        self.held = Held(analysis)
        self.quieting = Quieting(self.names)
        self.fillings = Fillings(self.names)
        self._lists: dict[Hashable, Value] = {}
        self._readers: dict[str, Callable[[Node, Frame | None], Value]] = {
            "identifier": self._of_name,
            "attribute": self._of_attribute,
            "call": self.calls.of,
            "lambda": self.callables.value,
            "subscript": self._of_subscript,
            "dictionary": self._of_dict,
            "list_comprehension": self._of_comprehension,
            "generator_expression": self._of_comprehension,
            "dictionary_comprehension": self._of_comprehension,
            "comparison_operator": self._of_condition,
            "not_operator": self._of_condition,
            "conditional_expression": self._of_alternatives,
            "boolean_operator": self._of_alternatives,
        }

    def of(self, expression: Node, frame: Frame | None = None) -> Value:
        """What an expression is; UNKNOWN where it leads back to itself or too far."""

        return self.analysis.questions.answer(
            (self, expression, frame), partial(self._read, expression, frame), UNKNOWN
        )

    def at(self, analysis: Analysis) -> Reader:
        """The reader of another module that answers as this one does."""
        return analysis.flow.reader

    def agreed(self, found: list[Value]) -> Value:
        """What all ways to a value say, as far as they agree."""
        return agreed(found)

    def _read(self, expression: Node, frame: Frame | None) -> Value:
        kind = expression.kind
        if kind in LITERALS:
            return replace(PLAIN, constant=expression.text)
        if kind in _PLAIN:
            return PLAIN
        listed = elements(expression) if kind in _DISPLAYS else None
        if listed is not None:
            children = tuple(self.of(child, frame) for child in listed)
            return Value(Kind.TREE, children=children, written=expression)
        if kind in _DISPLAYS:
            return self._of_starred(expression, frame)
        read = self._readers.get(kind)
        return UNKNOWN if read is None else read(expression, frame)

    def _of_starred(self, display: Node, frame: Frame | None) -> Value:
        """`[*a, b]`: in what order is not known, nor how many there are."""
        found: dict[Value, None] = {}
        for part in display.parts:
            whole = self.of(part.parts[0] if part.kind == "list_splat" else part, frame)
            is_taken_apart = part.kind == "list_splat" and whole.kind is Kind.TREE
            if part.kind == "list_splat" and not is_taken_apart:
                return UNKNOWN
            found |= dict.fromkeys(whole.children if is_taken_apart else (whole,))
        return Value(Kind.TREE, children=tuple(found), uniform=True)

    def _of_dict(self, node: Node, frame: Frame | None) -> Value:
        pairs = node.parts
        if not all(pair.kind == "pair" for pair in pairs):
            return UNKNOWN
        return Value(
            Kind.TREE,
            children=tuple(self.of(field_of(pair, "value"), frame) for pair in pairs),
            keys=tuple(field_of(pair, "key").text.strip("\"'") for pair in pairs),
            written=node,
        )

    def _of_comprehension(self, node: Node, frame: Frame | None) -> Value:
        body = field_of(node, "body")
        element = self.of(field_of(body, "value") if body.kind == "pair" else body, frame)
        return Value(Kind.TREE, children=(element,), uniform=True)

    def _of_alternatives(self, node: Node, frame: Frame | None) -> Value:
        """`a if x else b`, `a or b`."""
        kept_first = preferred(node)
        kept = UNKNOWN if kept_first is None else self.of(kept_first, frame)
        if kept.kind in _THERE:
            return kept
        operands = node.parts
        if node.kind == "conditional_expression":
            first, condition, last = operands
            said = self.conditions.truth(condition, frame)
            operands = [first, last] if said is None else [first if said else last]
        return self.some([self.of(operand, frame) for operand in operands])

    def _of_condition(self, node: Node, frame: Frame | None) -> Value:
        """`not training`, `rate > 0`."""
        said = self.conditions.truth(node, frame)
        return PLAIN if said is None else replace(PLAIN, constant=str(said))

    def named_at(self, name: str, use: Node, frame: Frame | None) -> Value:
        """What a name stands for where an expression is that does not write it."""
        ways = self.names.module.ways_at(name, use.start)
        binding = None if ways is None else ways.only
        return UNKNOWN if binding is None else self._of_binding(binding, use, frame)

    def _of_name(self, name: Node, frame: Frame | None) -> Value:
        ways = self.names.module.ways(name)
        if ways is None:
            return UNKNOWN
        first = self._of_binding(ways.first, name, frame)
        if first.kind is Kind.TREE and not first.keys and ways.earlier is None:
            first = self._filled(first, name, frame)
        return self._here(self._met(ways, name, frame, first), name, frame)

    def _filled(self, value: Value, name: Node, frame: Frame | None) -> Value:
        put = self.fillings.of_name(name)
        if not put:
            return value
        key = value, put[-1], len(put), frame
        if key not in self._lists:
            self._lists[key] = filled(value, put, self, frame)
        return self._lists[key]

    def _met(self, ways: Ways, name: Node, frame: Frame | None, first: Value) -> Value:
        """What all ways to a name agree on, `first` the earliest; told once wherever they lead."""
        told: list[tuple[Hashable, Callable[[], Value]]] = []
        rest, met = ways, first
        while rest.earlier is not None:
            question: Hashable = (self, rest, frame, first.identity)
            told.append((question, partial(self._met_last, rest, name, frame, first)))
            if self.analysis.questions.has_met(question):
                break
            rest = rest.earlier
        for asked, read in reversed(told):
            met = self.analysis.questions.answer(asked, read, UNKNOWN)
            if met.kind is Kind.UNKNOWN:
                break
        return met

    def _met_last(self, ways: Ways, name: Node, frame: Frame | None, first: Value) -> Value:
        """What the latest binding and the ways before it agree on."""
        earlier = first if ways.earlier is None else self._met(ways.earlier, name, frame, first)
        if earlier.kind in _THERE and is_for_none(ways.latest):
            return earlier
        if earlier.is_one_key and splits_itself(ways.latest, self.names):
            return earlier  # in each round of a loop
        return self.some([self._of_binding(ways.latest, name, frame), earlier])

    def standing_for(self, expression: Node, frame: Frame | None, far: int = _FAR) -> Node:
        """What an expression is where its first choice is None: `self.rngs` of `rngs or self.rngs`.

        A call that is given no Rngs leaves a name to what is bound in its place.
        """
        if frame is None or far <= 0:
            return expression
        if expression.kind == "identifier":
            bound = self._bound_for_none(expression, frame)
            return expression if bound is None else self.standing_for(bound, frame, far - 1)
        kept = preferred(expression)
        if kept is None or self.of(kept, frame).constant != "None":
            return expression
        operands = [p for p in (expression.parts[0], expression.parts[-1]) if p != kept]
        return self.standing_for(operands[0], frame, far - 1)

    def _bound_for_none(self, name: Node, frame: Frame) -> Node | None:
        """The value that a name has in place of the None that a parameter was left with."""
        found = self.names.module.reaching(name)
        if len(found) == 1 and found[0].kind is BindingKind.VALUE:
            value = found[0].value
            return None if value is None or preferred(value) is None else value
        parameters = [binding for binding in found if binding.kind is BindingKind.PARAMETER]
        others = [binding for binding in found if binding.kind is not BindingKind.PARAMETER]
        if len(parameters) != 1 or len(others) != 1 or not is_for_none(others[0]):
            return None
        is_left = self._of_binding(parameters[0], name, frame).constant == "None"
        return others[0].value if is_left else None

    def some(self, found: list[Value]) -> Value:
        """What all ways agree on that lead to more than None, of which nothing is drawn."""
        return self.agreed([value for value in found if value.constant != "None"] or found)

    def _here(self, value: Value, expression: Node, frame: Frame | None) -> Value:
        """The value as it is at this place: split for a while, or told to be deterministic."""
        if value.kind in _UNCHANGED:
            return value
        if self.quieting.is_quiet(expression):
            value = replace(value, quiet=True)
        if value.kind is Kind.RNGS and self.held.gains_streams(expression):
            value = replace(value, streams=None)
        added = self.held.axes(expression)
        if added is None:
            return value.changed(lambda track: Track(0, exact=False))
        for split in reversed(added):
            chosen = Selection(True) if split.only is None else selected(split.only, self.names)
            sizes = tuple(self.analysis.sizes.of(node, frame) for node in split.sizes or ())
            value = split_in(value, chosen, sizes, surely=split.sizes is not None)
        is_loose = not added and self.held.may_be_split(expression)
        return value.changed(Track.at_least) if is_loose else value

    def _since(self, value: Value, made: Node, name: Node) -> Value:
        """A value at a later place: what shares streams with others has lost their splits."""
        if value.kind in _UNCHANGED or not self.held.has_ended(made, name):
            return value
        shares = value.kind in (Kind.RNGS, Kind.STREAM) or value.kept & Kept.SHARED
        return value.changed(lambda track: Track(0, exact=False)) if shares else value

    def _of_binding(self, binding: Binding, name: Node, frame: Frame | None) -> Value:
        if binding.kind is BindingKind.VALUE and binding.value is not None:
            if binding.node.kind == "augmented_assignment":
                return UNKNOWN
            return self._since(self.of(binding.value, frame), binding.value, name)
        if binding.kind is BindingKind.UNPACKED and binding.value is not None:
            whole = self.of(binding.value, frame)
            if whole.kind is Kind.KEY:  # key, subkey = jax.random.split(key)
                return whole.changed(Track.element)
            return whole.child(binding.index or 0) if whole.kind is Kind.TREE else UNKNOWN
        if binding.kind is BindingKind.PARAMETER:
            return self.parameters.of(binding, name, frame)
        if binding.indices and binding.value is not None:
            whole = self.of(binding.value, frame)
            return reduce(Value.child, binding.indices, whole)
        if binding.kind is BindingKind.OPAQUE:
            if binding.value is not None and binding.node.kind == "assignment":
                return gathered(binding, self.of(binding.value, frame))
            return iterated(self, binding, frame)
        if binding.kind in (BindingKind.FUNCTION, BindingKind.CLASS):
            return self.callables.value(binding.node, frame)
        return self._exported(name) if binding.kind is BindingKind.IMPORT else UNKNOWN

    def _exported(self, expression: Node) -> Value:
        """A layer of `flax.nnx` that is handed on: `nnx.Linear`."""
        name = self.names.nnx(expression)
        is_layer = name is not None and releases.is_layer(name)
        return Value(Kind.FUNCTION, export=name) if is_layer else UNKNOWN

    def _of_attribute(self, attribute: Node, frame: Frame | None) -> Value:
        owner = self.of(field_of(attribute, "object"), frame)
        name = field_of(attribute, "attribute").text
        part = self.part(owner, name)
        if owner.kind is Kind.UNKNOWN:
            part = kept_by_self(attribute, self)
            part = self._exported(attribute) if part.kind is Kind.UNKNOWN else part
        return self._here(part, attribute, frame)

    def part(self, owner: Value, name: str) -> Value:
        """What an attribute of a value is."""
        if owner.kind is Kind.RNGS and name not in MANAGING:
            return replace(
                owner,
                kind=Kind.STREAM,
                every=owner.track(name),
                apart=(),
                stream=owner.named(name),
                streams=None,
            )
        if owner.kind is Kind.STREAM and name == "key":
            return replace(owner, kind=Kind.KEY)
        if owner.kind is Kind.KEY and name == "value":
            return owner
        if owner.has_class and owner.owner is not None:
            home = self.at(owner.owner.analysis)
            found = home.instances.attribute(owner, name)
            return found if owner.kind is Kind.MODULE else as_told(found, home.analysis)
        if owner.export in _HOLDING and name == "model" and owner.made is not None:
            return owner.made.named("model", 0)
        if owner == GRAPHDEF:
            return part_of_graphdef(name)
        return owner.keyed(name) if owner.kind is Kind.TREE else UNKNOWN

    def _of_subscript(self, subscript: Node, frame: Frame | None) -> Value:
        whole = self.of(field_of(subscript, "value"), frame)
        key = field_of(subscript, "subscript")
        if whole.kind is Kind.RNGS and key.kind == "string":
            return self.part(whole, key.text.strip("\"'"))
        index = integer(key)
        if whole.kind is Kind.KEY:
            plain = key.kind not in ("slice", "tuple")
            part = whole.changed(Track.element if plain else Track.restarted)
            return replace(part, fixed=False) if part.fixed and index is None else part
        if whole.kind is not Kind.TREE or key.kind == "slice":
            return UNKNOWN
        if whole.keys:
            return whole.keyed(key.text.strip("\"'"))
        return whole.element() if index is None else whole.child(index)
