"""Transformed code: which transforms of Flax and of JAX certainly run a piece of code."""

from __future__ import annotations

from collections.abc import Iterator, Set
from functools import cached_property, partial
from itertools import takewhile
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.branches import branches
from flake8_nnx_rng.semantics.program.uses import read_use
from flake8_nnx_rng.semantics.releases.tracers import TRACERS
from flake8_nnx_rng.semantics.releases.transforms import CUSTOM, DERIVATIVES, SPLITTING
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import ancestor, call_of, field_of
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.functions import Function
    from flake8_nnx_rng.semantics.program.layers import Layer
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.syntax.tree import Node

LANES = frozenset({"vmap", "pmap", "shard_map", "vectorize", "apply_along_axis"})
STEPS = frozenset({"scan", "map", "fori_loop", "while_loop"})
GRADIENTS = frozenset({"grad", "value_and_grad"})
CALLS = GRADIENTS | {"jit", "remat", "checkpoint", "cond", "switch", "closure_convert"}
ABSTRACT = frozenset({"eval_shape", "make_jaxpr"})
_KNOWN = LANES | STEPS | CALLS | ABSTRACT | DERIVATIVES


def kind_of(use: TransformUse) -> str:
    """`vmap` for `nnx.vmap` and `jax.vmap`."""
    return use.name.rpartition(".")[2]


class Transformed:
    """Answers for the code of one module."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._names = analysis.names

    @property
    def functions(self) -> list[tuple[Node, list[TransformUse]]]:
        """Each function that is certainly run by a transform, with these, innermost first."""
        return list(self._by_function.items())

    def of(self, function: Node) -> list[TransformUse]:
        """The transforms that certainly run a function, innermost first."""
        return self._by_function.get(function, [])

    def around(self, node: Node) -> list[TransformUse]:
        """The transforms that run the code around a node, innermost first.

        Empty where the function around may also run untransformed, or only its shapes are asked.
        """
        found: list[TransformUse] = []
        function = ancestor(node, *FUNCTIONS)
        while function is not None:
            own = self.of(function)
            if self._is_also_called(function):
                own = [use for use in own if kind_of(use) not in ABSTRACT]
            if not own and (found or not self._is_called_around(function)):
                break
            found += own
            function = ancestor(function, *FUNCTIONS)
        is_abstract = any(kind_of(use) in ABSTRACT for use in found)
        return [] if is_abstract or self._has_shape_asked(node) else found

    @cached_property
    def _by_function(self) -> dict[Node, list[TransformUse]]:
        found: dict[Node, dict[TransformUse, None]] = {}
        for use, function in self.applied:
            found.setdefault(function.node, {})[use] = None
        return {function: list(uses) for function, uses in found.items()}

    @cached_property
    def applied(self) -> list[tuple[TransformUse, Function]]:
        """Each transform with the function that it runs, as a partial may have filled it."""
        return list(self._applied())

    def _applied(self) -> Iterator[tuple[TransformUse, Function]]:
        stacks = self._analysis.stacks
        for layer, function in self._layers():
            if layer.use is not None and layer.use.name not in SPLITTING:
                yield layer.use, function
        for use in [*self._analysis.uses, *self.of_jax]:
            for target in targets(use) if "." in use.name else branches(use):
                given = stacks.function(target)
                if given is not None:
                    yield use, given

    def _layers(self) -> Iterator[tuple[Layer, Function]]:
        """The layers around each function from the inside out.

        Those that another stack has had are left out; what is inside of one was had with it.
        """
        met: dict[Node, set[Node]] = {}
        for stack in self._analysis.stacks.all:
            if stack.function is not None:
                had = met.setdefault(stack.function.node, set())
                added = list(takewhile(partial(_is_new, had), stack.layers))
                had.update(layer.node for layer in added)
                for layer in reversed(added):
                    yield layer, stack.function

    @cached_property
    def of_jax(self) -> list[TransformUse]:
        """The uses of transforms of JAX itself."""
        return list(self._uses(_KNOWN, TRACERS))

    @cached_property
    def copied(self) -> list[tuple[Node, list[TransformUse]]]:
        """The functions that get copies of what they are given, and that nothing else traces."""
        found: dict[Node, list[TransformUse]] = {}
        for use in self._uses(CUSTOM, {f"jax.{name}" for name in CUSTOM}):
            given = None if use.target is None else self._analysis.stacks.function(use.target)
            if given is not None and given.node not in self._by_function:
                found.setdefault(given.node, []).append(use)
        return list(found.items())

    def _uses(self, names: frozenset[str], symbols: Set[str]) -> Iterator[TransformUse]:
        for mention in self._analysis.module.mentions_of(names):
            expression = reference(mention)
            symbol = None if expression is None else self._names.symbol(expression)
            if expression is not None and symbol is not None and symbol in symbols:
                use = read_use(symbol, expression, self._names)
                if use is not None:
                    yield use

    def _is_called_around(self, function: Node) -> bool:
        """Whether the function right around calls this one by its name."""
        if function.kind == "lambda":
            return False
        outer = ancestor(function, *FUNCTIONS)
        for mention in self._analysis.module.mentions_by_name(field_of(function, "name").text):
            if call_of(mention) is None:
                continue
            binding = self._names.binding(mention)
            if binding is not None and binding.node == function:
                return outer is not None and ancestor(mention, *FUNCTIONS) == outer
        return False

    def _has_shape_asked(self, node: Node) -> bool:
        """Whether a function around is handed, written there or by its name, to `eval_shape`."""
        if not self._asking_calls:
            return False
        if any(outer in self._asking_calls for outer in node.ancestors()):
            return True
        around = [outer for outer in node.ancestors() if outer.kind in FUNCTIONS]
        if any(self._is_also_called(function) for function in around):
            return False
        names = {_name(function) for function in around} | set(map(_kept_as, around))
        return not names.isdisjoint(self._asked)

    def _is_also_called(self, function: Node) -> bool:
        """Whether a call of a transformed function that is kept is in view."""
        stacks = [s for s in self._analysis.stacks.all if s.function is not None]
        own = [s for s in stacks if s.function is not None and s.function.node == function]
        sites = [site.call for stack in own for site in self._analysis.call_sites.of(stack)]
        asking = self._asking_calls
        return any(not any(outer in asking for outer in c.ancestors()) for c in sites)

    @cached_property
    def _asking(self) -> list[TransformUse]:
        """The uses of `eval_shape` and its like."""
        return [u for u in [*self._analysis.uses, *self.of_jax] if kind_of(u) in ABSTRACT]

    @cached_property
    def _asking_calls(self) -> set[Node]:
        return {use.applied for use in self._asking if use.applied is not None}

    @cached_property
    def _asked(self) -> set[str]:
        """What is named in the arguments of `eval_shape` and its like."""
        return {name.text for call in self._asking_calls for name in call.find_all("identifier")}


def targets(use: TransformUse) -> list[Node]:
    """The functions that a transform runs, as they are written."""
    return branches(use) or ([] if use.target is None else [use.target])


def _is_new(had: set[Node], layer: Layer) -> bool:
    return layer.node not in had


def _name(function: Node) -> str:
    name = function.field("name")
    return "" if name is None else name.text


def _kept_as(function: Node) -> str:
    """The name to which a transformed lambda is assigned."""
    if function.kind != "lambda":
        return ""
    statement = ancestor(function, "assignment", "block", "module")
    left = None if statement is None else statement.field("left")
    return "" if left is None else left.text
