"""Bound methods, and modules as functions, that transforms are applied to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.branches import branches
from flake8_nnx_rng.semantics.program.transformed import targets
from flake8_nnx_rng.semantics.program.uses import PARTIALS
from flake8_nnx_rng.semantics.summaries.draw import Draw
from flake8_nnx_rng.semantics.values.certainty import drops, is_silenced
from flake8_nnx_rng.semantics.values.in_view import value_in_view
from flake8_nnx_rng.semantics.values.inherited import inherited
from flake8_nnx_rng.semantics.values.layer_draws import called_parts
from flake8_nnx_rng.semantics.values.places import named_place
from flake8_nnx_rng.semantics.values.plain_methods import is_module, plain_method
from flake8_nnx_rng.semantics.values.values import Kind
from flake8_nnx_rng.syntax.nodes import arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.semantics.values.values import Value
    from flake8_nnx_rng.syntax.tree import Node

_CHECKED = frozenset(
    {"jit", "vmap", "pmap", "scan", "grad", "value_and_grad", "vjp", "jvp", "custom_vjp", "remat"}
    | {"checkpoint", "shard_map", "eval_shape", "checkify", "make_jaxpr"}
)
"""Transforms that look for bound methods since Flax does so at all."""

_OTHERS = frozenset({"cond", "switch", "while_loop", "fori_loop", "jit_partial"})
"""Transforms that run them, as far as they draw nothing."""


class BoundMethod(NamedTuple):
    """A use of a transform and what it is applied to: `model.step`, or `model` itself.

    `draw` is what a call certainly draws, if anything; `is_method` says that this is no module;
    `class_name` is that of its class, where the file defines it.
    """

    use: TransformUse
    node: Node
    object_: Node
    name: str
    is_method: bool
    draw: Draw | None
    class_name: str | None

    @property
    def draws(self) -> bool:
        """Whether a call certainly draws."""
        return self.draw is not None

    @property
    def transform(self) -> str:
        """The name of the transform."""
        return self.use.name

    @property
    def is_checked(self) -> bool:
        """Whether the transform refuses it where bound methods are refused."""
        return self.is_method and self.transform in _CHECKED

    @property
    def is_branch(self) -> bool:
        """Whether it is one of the functions that control flow runs."""
        return bool(branches(self.use))

    @property
    def owner(self) -> str:
        """The object as it is written."""
        return " ".join(self.object_.text.split())

    @property
    def unbound(self) -> str:
        """The function as it can be written, for certain: `type(model).step`, `Model.step`."""
        if self.owner == "self" or self.class_name is None:
            return f"type({self.owner}).{self.name}"
        return f"{self.class_name}.{self.name}"


class BoundMethods:
    """Finds them in one module."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis

    def all(self) -> Iterator[BoundMethod]:
        """What transforms of Flax are applied to, in the order of places."""
        yield from self._of(self._functions())

    def of_jax(self) -> Iterator[BoundMethod]:
        """What transforms of JAX itself are applied to."""
        for use in self._analysis.transformed.of_jax:
            yield from self._of((use, target) for target in targets(use))

    def of_objects(self) -> Iterator[BoundMethod]:
        """The methods of plain objects, which keep modules, that either kind is applied to."""
        of_jax = ((u, f) for u in self._analysis.transformed.of_jax for f in targets(u))
        for use, function in (*self._functions(), *of_jax):
            whole = self._without_partial(function)
            if whole.kind == "attribute" and field_of(whole, "object").text != "self":
                found = self._of_object(use, whole)
                if found is not None:
                    yield found

    def _of_object(self, use: TransformUse, function: Node) -> BoundMethod | None:
        object_, name = field_of(function, "object"), field_of(function, "attribute").text
        owner = value_in_view(object_, self._analysis)
        if owner.kind is not Kind.OBJECT or not self._is_method(owner, name):
            return None
        draw = self._draw(owner, name, function, object_)
        return BoundMethod(use, function, object_, name, True, draw, self._class_of(owner))

    def _of(self, functions: Iterable[tuple[TransformUse, Node]]) -> Iterator[BoundMethod]:
        for use, function in functions:
            found = self._read(use, self._without_partial(function))
            if found is not None:
                yield found

    def _functions(self) -> Iterator[tuple[TransformUse, Node]]:
        """Each function expression that a transform is applied to in place."""
        stacks = self._analysis.stacks
        for use in self._analysis.uses:
            if use.applied is None or use.target is None:
                continue
            if use.name in _CHECKED | _OTHERS:
                yield from ((use, function) for function in targets(use))
        seen = {use.applied for use in self._analysis.uses}
        for stack in stacks.all:
            for layer in stack.layers:
                if layer.use is None or layer.node.kind != "call" or layer.node in seen:
                    continue
                is_known = layer.use.name in _CHECKED
                if is_known and stacks.wrapper(field_of(layer.node, "function")) is not None:
                    seen.add(layer.node)
                    yield from ((layer.use, f) for f in arguments(layer.node).positional[:1])

    def _without_partial(self, function: Node) -> Node:
        while self._analysis.names.called(function) in PARTIALS and arguments(function).positional:
            function = arguments(function).positional[0]
        return function

    def _read(self, use: TransformUse, function: Node) -> BoundMethod | None:
        value = self._one_of(use, value_in_view(function, self._analysis))
        if is_module(value):
            is_taken_apart = "." not in use.name and bool(branches(use))  # which Flax refuses
            draw = None if is_taken_apart else self._draw(value, "__call__", function, function)
            return BoundMethod(
                use, function, function, "__call__", False, draw, self._class_of(value)
            )
        if function.kind != "attribute":
            return None
        object_, name = field_of(function, "object"), field_of(function, "attribute").text
        owner = value_in_view(object_, self._analysis)
        if not is_module(owner) or not self._is_method(owner, name):
            return None
        draw = self._draw(owner, name, function, object_)
        return BoundMethod(use, function, object_, name, True, draw, self._class_of(owner))

    def _one_of(self, use: TransformUse, value: Value) -> Value:
        """One of the modules of a list that `switch` is given; it traces each of them."""
        is_list = value.kind is Kind.TREE and use.name.rpartition(".")[2] == "switch"
        return value.element() if is_list and not value.keys else value

    def _class_of(self, module: Value) -> str | None:
        owner = module.owner
        is_here = owner is not None and owner.analysis is self._analysis
        return field_of(owner.node, "name").text if owner is not None and is_here else None

    def _is_method(self, module: Value, name: str) -> bool:
        if module.owner is None:
            return name == "__call__"
        found = plain_method(module, name, self._analysis)
        if found is None:
            return self._inherited(module, name) is not None
        return not is_decorated(found[0].node)

    def _inherited(self, module: Value, name: str) -> Value | None:
        """The layer of Flax that a module is, too, where that has the method."""
        instances = self._analysis.flow.reader.instances
        is_own = name != "__call__" or instances.method(module, name) is not None
        return None if is_own else inherited(module, instances)

    def _draw(self, module: Value, name: str, node: Node, object_: Node) -> Draw | None:
        """What each call of a method draws from state that the module keeps."""
        place = named_place(object_, self._analysis.names)
        layer = module if module.owner is None else self._inherited(module, name)
        if layer is not None:
            parts = [layer, *called_parts(layer)] if name == "__call__" else [layer]
            active = next((part for part in parts if drops(part, self._analysis)), None)
            return None if active is None else Draw(node, place, active, "", kept=True)
        found = plain_method(module, name, self._analysis)
        if found is None or is_decorated(found[0].node) or not found[1].parameters:
            return None
        definition, function = found
        first = function.parameters[0].name
        frame = definition.analysis.frames.of(function.node, {first: module})
        draws = definition.analysis.flow.certain_effects.of(function, frame)
        own = (draw for draw in draws if draw.place.root == first and self._is_certain(draw))
        draw = next(own, None)
        return draw and replace(draw, node=node, place=place.extended(draw.place.path))

    def _is_certain(self, draw: Draw) -> bool:
        """Whether it counts where the module keeps its state, and this file leaves it on."""
        drops = releases.has_rate(draw.value.export)
        return not draw.lost and not (drops and is_silenced(self._analysis))


def is_decorated(function: Node) -> bool:
    """Whether a decorator may have made a method something else."""
    around = function.parent
    return around is not None and around.kind == "decorated_definition"
