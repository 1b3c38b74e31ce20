"""Annotations: which class they name, also in quotes or further down in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.values.values import Definition
from flake8_nnx_rng.syntax.bindings import BindingKind

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.syntax.tree import Node


def class_named(annotation: Node, analysis: Analysis) -> Definition | None:
    """The class in view that an annotation certainly names."""
    found = analysis.definition(annotation)
    if found is None:
        node = _class_here(annotation.text.strip("\"'"), annotation, analysis)
        return None if node is None else Definition(analysis, node)
    return found if found.node.kind == "class_definition" else None


def _class_here(name: str, annotation: Node, analysis: Analysis) -> Node | None:
    """The one class of the module that has a name where an annotation stands, or will have it."""
    if not name.isidentifier():
        return None
    module = analysis.module
    found = module.reaching_at(name, annotation.start)
    if not found:
        found = module.scope_at(0).named(name)
    is_class = len(found) == 1 and found[0].kind is BindingKind.CLASS
    return found[0].node if is_class else None
