"""Inherited: the layer of `flax.nnx` that an instance of a class of one's own is, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.functions import method
from flake8_nnx_rng.semantics.values.copies import replace
from flake8_nnx_rng.semantics.values.values import Value
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.values.instances import Instances
    from flake8_nnx_rng.syntax.tree import Node


def inherited(instance: Value, instances: Instances) -> Value | None:
    """The layer that an instance is made as, by a class that hands on all that it is given."""
    for definition in instances.line(instance):
        if method(definition.node, "__init__") is not None or _sets_anything(definition.node):
            return None
        home = definition.analysis
        bases = home.flow.reader.instances.bases(definition.node)
        names = [home.names.nnx(base) for base in bases]
        if len(names) == 1 and releases.is_layer(names[0] or ""):
            layer = instances.of_export(names[0] or "", instance.made)
            return replace(layer, every=instance.every, apart=instance.apart, quiet=instance.quiet)
    return None


def _sets_anything(definition: Node) -> bool:
    """Whether a class has attributes of its own, as another rate."""
    body = field_of(definition, "body")
    statements = (part for part in body.parts if part.kind == "expression_statement")
    return any(part.kind == "assignment" for node in statements for part in node.parts)
