"""Inherited: the layer of `flax.nnx` that an instance of a class of one's own is, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.functions import INIT, method
from flake8_nnx_rng.semantics.program.supers import calls_above
from flake8_nnx_rng.semantics.values.copies import replace
from flake8_nnx_rng.semantics.values.values import Value
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.values.instances import Instances
    from flake8_nnx_rng.semantics.values.values import Definition
    from flake8_nnx_rng.syntax.module import Module
    from flake8_nnx_rng.syntax.nodes import Arguments
    from flake8_nnx_rng.syntax.tree import Node

_DECIDING = ("deterministic", "rate", "dropout_rate", "rngs", "layers")
"""Attributes of layers that decide if they draw, and from what."""


def inherited(instance: Value, instances: Instances) -> Value | None:
    """The layer that an instance is made as: by a class that hands on all that it is given, or what
    its `__init__` gives `super().__init__`.
    """
    made = instance.made
    for definition in instances.line(instance):
        home = definition.analysis
        own, init = home.flow.reader.instances, method(definition.node, INIT)
        if _sets_anything(definition):
            return None
        if init is not None:
            above = _only_above(init, home.module)
            if above is None or made is None:
                return None
            call, passed = above
            frame = own.frame(replace(instance, made=made), init)
            made = home.flow.reader.calls.made(call, frame, passed)
        bases = own.bases(definition.node)
        names = [home.names.nnx(base) for base in bases]
        if len(names) == 1 and releases.is_layer(names[0] or ""):
            layer = instances.of_export(names[0] or "", made)
            return replace(layer, every=instance.every, apart=instance.apart, quiet=instance.quiet)
    return None


def _only_above(init: Node, module: Module) -> tuple[Node, Arguments] | None:
    """The call in an `__init__` that certainly is the one that runs that of a base."""
    above = list(calls_above(init, module))
    if len(above) != 1 or above[0][1].unpacks:
        return None
    statement = above[0][0].parent
    is_own = statement is not None and statement.parent == field_of(init, "body")
    return above[0] if is_own else None


def _sets_anything(definition: Definition) -> bool:
    """Whether a class has attributes of its own, as another rate."""
    assigned = definition.analysis.attributes.named_in
    if any(assigned(definition.node, name) for name in _DECIDING):
        return True
    body = field_of(definition.node, "body")
    statements = (part for part in body.parts if part.kind == "expression_statement")
    return any(part.kind == "assignment" for node in statements for part in node.parts)
