"""Plain methods: those of a module that nothing can have made something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.functions import Function
from flake8_nnx_rng.semantics.values.values import Definition, Kind, Value
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.syntax.tree import Node


def plain_method(instance: Value, name: str, user: Analysis) -> tuple[Definition, Function] | None:
    """The method that a module has under a name; transforms of Flax may decorate it.

    None where another decorator, the class or an instance may give the name another value.
    """
    if instance.owner is None:
        return None
    found = user.flow.reader.instances.method(instance, name)
    if found is None or is_wrapped(found[0]):
        return None
    line = list(user.flow.reader.instances.line(instance))
    homes = {user, *(definition.analysis for definition in line)}
    classes: list[Node | None] = [definition.node for definition in line]
    return None if any(home.rebound_members.is_set(name, classes) for home in homes) else found


def function_run(function: Node, user: Analysis) -> Definition | None:
    """The function in view that a call runs: by its name, or as the method of an object."""
    found = user.definition(function)
    if found is None and function.kind == "attribute":
        owner = user.flow.reader.of(field_of(function, "object"))
        name = field_of(function, "attribute").text
        named = plain_method(owner, name, user) if owner.has_class else None
        found = None if named is None else named[0]
    is_function = found is not None and found.node.kind == "function_definition"
    return found if is_function else None


def is_wrapped(definition: Definition) -> bool:
    """Whether a function has a decorator that is no transform."""
    around = definition.node.parent
    is_decorated = around is not None and around.kind == "decorated_definition"
    return is_decorated and definition.analysis.flow.stack_of(definition.node) is None


def is_module(value: Value) -> bool:
    """Whether a value certainly is an `nnx.Module`, not only an object that keeps state."""
    if value.kind is not Kind.MODULE or value.owner is None:
        return value.kind is Kind.MODULE and releases.is_layer(value.export or "")
    line = value.owner.analysis.flow.reader.instances.line(value)
    exports = (
        definition.analysis.names.nnx(base)
        for definition in line
        for base in definition.analysis.flow.reader.instances.bases(definition.node)
    )
    return any(releases.is_module_class(name or "") for name in exports)
