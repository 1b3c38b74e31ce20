"""Bound methods, and modules as functions, that transforms are applied to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.branches import branches
from flake8_nnx_rng.semantics.instances import Instances
from flake8_nnx_rng.semantics.method_draws import MethodDraws
from flake8_nnx_rng.semantics.uses import PARTIAL
from flake8_nnx_rng.syntax.nodes import arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.instances import Instance
    from flake8_nnx_rng.semantics.uses import TransformUse
    from flake8_nnx_rng.syntax.tree import Node

_CHECKED = frozenset(
    {"jit", "vmap", "pmap", "scan", "grad", "value_and_grad", "vjp", "jvp", "custom_vjp", "remat"}
    | {"checkpoint", "shard_map", "eval_shape", "checkify", "make_jaxpr"}
)
"""Transforms that look for bound methods since Flax does so at all."""

_OTHERS = frozenset({"cond", "switch", "while_loop", "fori_loop", "jit_partial"})
"""Transforms that run them, as far as they draw nothing."""


@dataclass(frozen=True)
class BoundMethod:
    """A use of a transform and what it is applied to: `model.step`, or `model` itself.

    `draws` says that a call certainly draws; `is_method` that this is no module.
    """

    use: TransformUse
    node: Node
    object_: Node
    instance: Instance
    name: str
    is_method: bool
    draws: bool

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
        owner = self.instance.owner
        if self.owner == "self" or owner is None:
            return f"type({self.owner}).{self.name}"
        return f"{field_of(owner, 'name').text}.{self.name}"


class BoundMethods:
    """Finds them in one module."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._instances = Instances(analysis)
        self._draws = MethodDraws(self._instances, analysis.origins)

    def all(self) -> Iterator[BoundMethod]:
        """In the order of places."""
        for use, function in self._functions():
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
                yield from ((use, function) for function in branches(use) or (use.target,))
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
        while self._analysis.names.called(function) == PARTIAL and arguments(function).positional:
            function = arguments(function).positional[0]
        return function

    def _read(self, use: TransformUse, function: Node) -> BoundMethod | None:

        instance = self._instances.of(function)
        if instance is not None:
            draws = not branches(use) and self._is_drawing(function, instance, "__call__")
            return BoundMethod(use, function, function, instance, "__call__", False, draws)
        if function.kind != "attribute":
            return None
        object_, name = field_of(function, "object"), field_of(function, "attribute").text
        instance = self._instances.of(object_)
        if instance is None or not self._is_method(instance, name):
            return None
        draws = self._is_drawing(object_, instance, name)
        return BoundMethod(use, function, object_, instance, name, True, draws)

    def _is_drawing(self, object_: Node, instance: Instance, name: str) -> bool:
        if instance.layer:
            made = self._analysis.names.value(object_) or object_
            return self._draws.keeps_stream(made)
        return self._draws.draws(instance, name)

    def _is_method(self, instance: Instance, name: str) -> bool:
        if instance.layer:
            return name == "__call__"
        return self._instances.method(instance, name) is not None
