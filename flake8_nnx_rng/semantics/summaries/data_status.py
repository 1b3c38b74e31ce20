"""Data status: which classes leave it to the first value of an attribute if it is data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.functions import method
from flake8_nnx_rng.semantics.program.names import NNX
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.values.values import Definition
    from flake8_nnx_rng.syntax.tree import Node

_OBJECT = f"{NNX}.Object"
"""What is no pytree and takes all."""
_FAR = 5


def is_refusing(owner: Definition, name: str) -> bool:
    """Whether a class certainly leaves it to the first value; its options hold for it alone."""
    listed = owner.node.field("superclasses")
    options = [] if listed is None else [p for p in listed.parts if p.kind == "keyword_argument"]
    return not options and _leaves_status(owner, name)


def _leaves_status(owner: Definition, name: str, far: int = _FAR) -> bool:
    """Whether neither a class nor what it derives from says what is data, or assigns itself."""
    if far == 0 or _says_data(owner.node, name) or method(owner.node, "__setattr__") is not None:
        return False
    home = owner.analysis
    for base in home.flow.reader.instances.bases(owner.node):
        if home.names.symbol(base) == _OBJECT:
            return False
        found = home.definition(base)
        is_class = found is not None and found.node.kind == "class_definition"
        if found is not None and is_class and not _leaves_status(found, name, far - 1):
            return False
    return True


def _says_data(owner: Node, name: str) -> bool:
    """Whether an annotation or a default in the body of a class says that an attribute is data."""
    body = field_of(owner, "body")
    told = (n for part in body.parts for n in part.parts if n.kind == "assignment")
    named = (node for node in told if field_of(node, "left").text == name)
    return any("Data" in node.text or "data(" in node.text for node in named)
