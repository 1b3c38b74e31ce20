"""The flow of one module: the one door to reading values, passages, effects and faults."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.passages.faults import Fault, FaultKind, of_draw, of_passage
from flake8_nnx_rng.semantics.passages.passage import Passage, Passages
from flake8_nnx_rng.semantics.program.branches import CONTROL
from flake8_nnx_rng.semantics.program.functions import Function, method, own_returns, read_function
from flake8_nnx_rng.semantics.program.raw import raw_stacks
from flake8_nnx_rng.semantics.program.transformed import ABSTRACT, kind_of
from flake8_nnx_rng.semantics.program.uses import definition_of
from flake8_nnx_rng.semantics.releases.eras import accepts_modules
from flake8_nnx_rng.semantics.releases.transforms import MAPPING
from flake8_nnx_rng.semantics.summaries.draw import Draw
from flake8_nnx_rng.semantics.summaries.effects import Effects
from flake8_nnx_rng.semantics.summaries.key_effects import KeyEffects
from flake8_nnx_rng.semantics.summaries.reach import Reach, reaching
from flake8_nnx_rng.semantics.values.copies import replace
from flake8_nnx_rng.semantics.values.guesses import Guesses
from flake8_nnx_rng.semantics.values.keeping import Keeping
from flake8_nnx_rng.semantics.values.reader import Reader
from flake8_nnx_rng.semantics.values.values import UNKNOWN, Kind, Track, Value
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import field_of, start

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.layers import Stack
    from flake8_nnx_rng.syntax.tree import Node

_FAR = 12
"""Names of names, and functions that return what others made, after which nothing is known."""

_ENDING = (FaultKind.REFUSED, FaultKind.UNSPLIT)


class Flow:
    """Answers for one module."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self.reader = Reader(analysis)
        self.keeping = Keeping(analysis)
        self.guesses = Guesses(analysis)
        self.passages = Passages(analysis)
        self.effects = Effects(analysis)
        self._draws: dict[int, tuple[Passage, list[Draw]]] = {}
        self._passages: dict[Node, list[Passage]] = {}
        self._called: dict[Node, tuple[Analysis, Stack] | None] = {}

    @cached_property
    def certain_effects(self) -> Effects:
        """What is drawn in every call of a function."""
        return Effects(self._analysis, certain=True)

    @cached_property
    def key_effects(self) -> KeyEffects:
        """What is sampled with bare keys of constants."""
        return KeyEffects(self._analysis)

    @cached_property
    def _stacks(self) -> dict[Node, Stack]:
        return {
            stack.root: stack for stack in (*self._analysis.stacks.all, *raw_stacks(self._analysis))
        }

    @cached_property
    def known_draws(self) -> dict[tuple[Node, str], bool]:
        """Whether functions draw from an Rngs that they are given under a name, as far as asked."""
        return {}

    @property
    def stacks(self) -> list[Stack]:
        """Every transformed function, those that JAX itself transforms too."""
        return list(self._stacks.values())

    def passages_into(self, function: Node) -> list[Passage]:
        """The visible calls of the transformed functions that are made of one function."""
        stacks = self._by_function.get(function, [])
        return [passage for stack in stacks for passage in self.passages_of(stack)]

    @cached_property
    def _by_function(self) -> dict[Node, list[Stack]]:
        found: dict[Node, list[Stack]] = {}
        for stack in self._stacks.values():
            if stack.function is not None:
                found.setdefault(stack.function.node, []).append(stack)
        return found

    def stack_at(self, expression: Node) -> Stack | None:
        """The stack of which an expression is the whole, as `nnx.jit(nnx.vmap(f))`."""
        return self._stacks.get(expression)

    def stack_of(self, definition: Node) -> Stack | None:
        """The stack of a decorated function."""
        around = definition.parent
        if around is None or around.kind != "decorated_definition":
            return None
        return self._stacks.get(around)

    def stack_called(self, function: Node) -> tuple[Analysis, Stack] | None:
        """The transformed function that an expression is, and whose it is."""
        if function not in self._called:
            self._called[function] = self._stack_called(function, _FAR)
        return self._called[function]

    def _stack_called(self, function: Node, far: int) -> tuple[Analysis, Stack] | None:
        if far <= 0:
            return None
        if function.kind == "call":
            stack = self._stacks.get(function)
            return self._returned(function, far) if stack is None else (self._analysis, stack)
        definition = self._analysis.definition(function)
        if definition is not None:
            stack = definition.analysis.flow.stack_of(definition.node)
            return None if stack is None else (definition.analysis, stack)
        located = self._analysis.imported(function)
        if located is not None and located.binding.value is not None:
            return located.analysis.flow._stack_called(located.binding.value, far - 1)
        if function.kind == "identifier":
            binding = self._analysis.names.binding(function)
            if binding is None or binding.kind is not BindingKind.VALUE or binding.value is None:
                return None
            return self._stack_called(binding.value, far - 1)
        return self._method_called(function)

    def _returned(self, call: Node, far: int) -> tuple[Analysis, Stack] | None:
        """The transformed function that a function makes and returns, whatever it is given."""
        definition = self._analysis.definition(field_of(call, "function"))
        if definition is None or definition.node.kind != "function_definition":
            return None
        returns = [value for node in own_returns(definition.node) for value in node.parts[:1]]
        flow = definition.analysis.flow
        found = [flow._stack_called(value, far - 1) for value in returns]
        return found[0] if len({f and f[1].root for f in found}) == 1 else None

    def _method_called(self, function: Node) -> tuple[Analysis, Stack] | None:
        """`Block.create`; a method through its object is found with what it is called on."""
        if function.kind != "attribute":
            return None
        owner = self._analysis.definition(field_of(function, "object"))
        if owner is None or owner.node.kind != "class_definition":
            return None
        found = method(owner.node, field_of(function, "attribute").text)
        stack = None if found is None else owner.analysis.flow.stack_of(found)
        return None if stack is None else (owner.analysis, stack)

    def passages_of(self, stack: Stack) -> list[Passage]:
        """The visible calls of a transformed function; one with unknown arguments if none is."""
        if stack.root not in self._passages:
            self._passages[stack.root] = list(self._passages_of(stack))
        return self._passages[stack.root]

    def _passages_of(self, stack: Stack) -> list[Passage]:
        found = []
        for site in self._analysis.call_sites.of(stack):
            first = None
            if site.bound and stack.function is not None and not stack.function.is_class:
                first = self._bound_to(site.call, stack.function)
            if site.bound and first is not None and first.kind is Kind.UNKNOWN:
                continue
            found.append(self.passages.through(stack, site.call, self._analysis, None, first))
        for caller, site in self._analysis.outside_calls.of(stack):
            found.append(self.passages.through(stack, site.call, caller))
        if not found:
            found = [self.passages.through(stack, None, self._analysis)]
        return [passage for passage in found if passage is not None]

    def _bound_to(self, call: Node, function: Function) -> Value:
        """What stands before the dot; what the call of a class makes, for its `__init__`."""
        owner = field_of(call, "function").field("object")
        if owner is not None or not function.parameters:
            return UNKNOWN if owner is None else self.reader.of(owner)
        made = self.reader.parameters.alone(function.node, function.parameters[0].name)
        return made.changed(Track.at_least)  # it has as many axes as its lanes give it

    def draws_in(self, passage: Passage) -> list[Draw]:
        """What the body draws from in one call."""
        if id(passage) not in self._draws:
            found = self.effects.of(passage.function, passage.body_frame)
            self._draws[id(passage)] = passage, found
        return self._draws[id(passage)][1]

    @cached_property
    def faults(self) -> list[Fault]:
        """All faults of the transformed functions of the module, one of a kind for each layer.

        What a layer cannot take comes first: it ends the call, whatever else is amiss. One key for
        all lanes comes last: they may well make one model.
        """
        found: dict[tuple[int, bool], list[Fault]] = {}
        for fault in sorted(self.every_fault, key=_lateness):
            is_raw = fault.layer.raw and fault.kind is not FaultKind.STACKED
            faults = found.setdefault((fault.layer.node.start, is_raw), [])
            if is_raw or not faults:
                faults.append(fault)
        return [fault for faults in found.values() for fault in faults]

    def faults_at(self, node: Node) -> list[Fault]:
        """Those of `faults` that a layer at a node has."""
        return self._faults_by_layer.get(node, [])

    @cached_property
    def _faults_by_layer(self) -> dict[Node, list[Fault]]:
        found: dict[Node, list[Fault]] = {}
        for fault in self.faults:
            found.setdefault(fault.layer.node, []).append(fault)
        return found

    @cached_property
    def every_fault(self) -> list[Fault]:
        """All faults of all calls and draws."""
        return list(self._all_faults())

    @cached_property
    def draws(self) -> list[Draw]:
        """All draws that are seen from outside of the transformed functions that run them."""
        found = [draw for stack in self._stacks.values() for draw in self._draws_of(stack)]
        return [self._told_here(draw) for draw in (*found, *self._from_outside())]

    def _told_here(self, draw: Draw) -> Draw:
        """The draw without the calls in other files, which are told there."""
        lost = [call for call in draw.lost if self._analysis.home(call) is self._analysis]
        return draw if len(lost) == len(draw.lost) else replace(draw, lost=tuple(lost))

    @cached_property
    def _entered(self) -> list[Passage]:
        _ = self.draws  # looking for them enters what is called on the way
        return self.effects.entered

    @cached_property
    def passages_in_view(self) -> list[Passage]:
        """Every call of a transformed function that is seen, also on the way to a draw."""
        called = [p for stack in self._stacks.values() for p in self.passages_of(stack)]
        return [*called, *(p for p in self._entered if p.stack.root in self._stacks)]

    def _all_faults(self) -> Iterator[Fault]:
        own = {layer.node for stack in self._stacks.values() for layer in stack.layers}
        draws = [*self.draws, *self._of_callers()]
        for passage in self.passages_in_view:
            yield from of_passage(passage)
        for draw in draws:
            yield from (fault for fault in of_draw(draw) if fault.layer.node in own)

    def _of_callers(self) -> Iterator[Draw]:
        """What transformed functions in other files draw from through those of this module."""
        calls = [
            call
            for stack in self._stacks.values()
            for call in self._analysis.outside_calls.of(stack)
        ]
        around = {node: caller for caller, site in calls for node in site.call.ancestors()}
        for caller in dict.fromkeys(around.values()):
            for stack in caller.flow.stacks:
                if stack.function is not None and stack.function.node in around:
                    yield from caller.flow._draws_of(stack)

    def _draws_of(self, stack: Stack) -> Iterator[Draw]:
        for passage in self.passages_of(stack):
            fails = passage.unsplit or passage.stacked
            for draw in self.draws_in(passage) if not fails else ():
                yield draw.crossing(passage)

    def _from_outside(self) -> Iterator[Draw]:
        """What code that no transform runs draws from by calling code that one does."""
        if not self._run_by_transforms:
            return
        module, reach = self._analysis.module.root, self._reach
        effects = Effects(self._analysis, reach=reach)
        effects.entered = self.effects.entered
        yield from effects.within(module, module, None)
        inner = {stack.function.node for stack in self._stacks.values() if stack.function}
        for function in sorted(reach.functions - inner, key=start):
            yield from effects.of(read_function(function), None)

    @cached_property
    def _run_by_transforms(self) -> list[Node]:
        """The transformed functions of the module that are in view, and where it branches."""
        named = (m for n in sorted(CONTROL) for m in self._analysis.module.mentions_by_name(n))
        used = (node for node in map(reference, named) if node is not None)
        transformed = (stack.root for stack in self._stacks.values() if self._may_tell(stack))
        return [*transformed, *filter(self.effects.may_lose, used)]

    def _may_tell(self, stack: Stack) -> bool:
        """Whether a call of a transformed function may draw, or bring a layer what it cannot take.

        Layers that neither split nor map take all, those of JAX where it takes modules.
        """
        if stack.function is None:  # perhaps that of a call
            return self._analysis.stacks.inner(stack) is not None
        refuses = not accepts_modules(self._analysis.release)
        if any(x.splits or x.is_a(MAPPING) or (x.raw and refuses) for x in stack.layers):
            return True
        return self.effects.may_draw(stack.function)

    @property
    def _reach(self) -> Reach:
        """From where one of these may come to be run."""
        roots = self._run_by_transforms
        defined = [definition_of(root) for root in roots if root.kind == "decorated_definition"]
        run = [field_of(root, "function") if self._is_run(root) else root for root in roots]
        found = reaching(self._analysis.module, run, defined)
        return replace(found, names=found.names.union(CONTROL))

    def _is_run(self, root: Node) -> bool:
        """Whether what makes a transformed function calls it at once."""
        stack = self._stacks.get(root) if root.kind == "call" else None
        layers = () if stack is None else stack.layers
        return any(layer.use is not None and kind_of(layer.use) in ABSTRACT for layer in layers)


def _lateness(fault: Fault) -> tuple[bool, bool]:
    return fault.kind not in _ENDING, fault.kind is FaultKind.ALIKE and fault.is_of_key
