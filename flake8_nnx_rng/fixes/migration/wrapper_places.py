"""Where a wrapper can stand, and mean the same as the transformed function that it calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.migration.lifted.place import names_of
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.semantics.program.functions import class_around
from flake8_nnx_rng.syntax.nodes import ancestor, call_of, field_of
from flake8_nnx_rng.syntax.scopes import BODIES, COMPREHENSIONS, FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.semantics.program.functions import Parameter
    from flake8_nnx_rng.semantics.program.layers import Layer
    from flake8_nnx_rng.syntax.tree import Node

_LOOPS = ("for_statement", "while_statement")


def check_place(bench: Bench, layer: Layer, parameters: Sequence[Parameter]) -> None:
    """Refuse where a wrapper would not mean the same as what it stands for."""
    definition = decorated_by(layer.node)
    if definition is not None:
        _check_definition(bench, definition)
    elif not is_kept_alone(bench, layer.node) or _is_in_loop(layer.node):
        if any(parameter.default is not None for parameter in parameters):
            raise Refused("a lambda around it would have to know the defaults of its parameters")
        check_names(bench, layer.node, {parameter.name for parameter in parameters})


def decorated_by(node: Node) -> Node | None:
    """The function or class that an expression decorates."""
    decorator = node.parent
    if decorator is None or decorator.kind != "decorator" or decorator.parent is None:
        return None
    return field_of(decorator.parent, "definition")


def _check_definition(bench: Bench, definition: Node) -> None:
    if definition.kind != "function_definition" or is_async(bench, definition):
        raise Refused("no function can be written around it")
    if not is_alone_on_line(bench, definition.end):
        raise Refused("other code stands on the last line of the function")
    if _is_in_loop(definition) and not _stays_in_turn(bench, definition):
        raise Refused("it is defined in a loop, so a function around it may mean a later one")


def _stays_in_turn(bench: Bench, definition: Node) -> bool:
    """Whether a function that a loop defines is only called, and by the code of the same turn."""
    loop = ancestor(definition, *_LOOPS)
    for mention in bench.module.mentions_by_name(field_of(definition, "name").text):
        binding = bench.names.binding(mention)
        if binding is None or binding.node != definition or mention.parent == definition:
            continue
        around = ancestor(mention, *_LOOPS, *COMPREHENSIONS, *FUNCTIONS)
        if call_of(mention) is None or around != loop or mention.start < definition.end:
            return False
    return True


def is_async(bench: Bench, definition: Node) -> bool:
    """Whether a function is a coroutine."""
    return bench.text(definition.start, definition.end).startswith("async")


def is_kept_alone(bench: Bench, node: Node) -> bool:
    """Whether a statement of its own gives the value a name: `forward = nnx.vmap(apply)`."""
    assignment = node.parent
    if assignment is None or assignment.kind != "assignment" or assignment.field("type"):
        return False
    left = assignment.field("left")
    statement = assignment.parent
    is_named = left is not None and left.kind == "identifier" and assignment.field("right") == node
    if not is_named or statement is None or left is None:
        return False
    is_whole = statement.start == assignment.start and statement.end == assignment.end
    line = bench.text(bench.line_start(statement.start), statement.start)
    scope = bench.module.scope_at(node.start)
    is_once = len(scope.bindings.get(left.text, ())) == 1
    return is_whole and not line.strip() and is_once and is_alone_on_line(bench, statement.end)


def is_lambda(bench: Bench, node: Node) -> bool:
    """Whether a wrapper around a transformed function is an expression, with no lines above."""
    return decorated_by(node) is None and not is_kept_alone(bench, node)


def is_alone_on_line(bench: Bench, end: int) -> bool:
    """Whether nothing but a comment stands behind an offset on its line."""
    rest = bench.module.source.code[end:].partition("\n")[0].strip()
    return not rest or rest.startswith("#")


def _is_in_loop(node: Node) -> bool:
    for outer in node.ancestors():
        if outer.kind in BODIES:
            return False
        if outer.kind in (*_LOOPS, *COMPREHENSIONS):
            return True
    return False


def check_names(bench: Bench, node: Node, declared: set[str]) -> None:
    """A lambda looks names up when it is called, where the call of a transform did so at once."""
    inside = {name for lambda_ in node.find_all("lambda") for name in names_of(lambda_)}
    looked_up = [name for name in names_of(node) if name not in inside]
    if any(name.text in declared for name in looked_up):
        raise Refused("a parameter of the function around it would hide what it means")
    if _is_in_loop(node) and any(_varies(bench, name) for name in names_of(node)):
        raise Refused("it is made in a loop, so a function around it may mean a later one")


def _varies(bench: Bench, name: Node) -> bool:
    """Whether a name may have another value in each turn of a loop."""
    binding = bench.names.binding(name)
    return binding is None or _is_in_loop(binding.node)


def qualified(definition: Node) -> str:
    """What stands before the name of a method to get the plain function: `Model.`."""
    owner = class_around(definition)
    if owner is None:
        return ""
    return f"{qualified(owner)}{field_of(owner, 'name').text}."
