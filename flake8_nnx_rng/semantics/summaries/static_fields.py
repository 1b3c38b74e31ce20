"""Fields of dataclasses that are modules: what they are given, or are by default, is static."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.functions import method
from flake8_nnx_rng.semantics.summaries.containers import (
    STATIC_CONSTANTS,
    holds_data,
    is_plain,
    puts_data,
    refuses,
)
from flake8_nnx_rng.semantics.summaries.data_status import is_refusing
from flake8_nnx_rng.semantics.values.fields import POST_INIT
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.attribute_writes import Write
    from flake8_nnx_rng.semantics.program.fields import Field
    from flake8_nnx_rng.semantics.summaries.construction import Construction
    from flake8_nnx_rng.semantics.summaries.put_in import PutIn
    from flake8_nnx_rng.semantics.values.values import Definition
    from flake8_nnx_rng.syntax.tree import Node

_MADE_EMPTY = frozenset({"list", "dict", "tuple"})


def static_arguments(
    analysis: Analysis, construction: Construction
) -> Iterator[tuple[Node, str, Definition]]:
    """What the calls of dataclasses give for fields, if that is a container with data in it."""
    instances = analysis.flow.reader.instances
    for owner in _modules(analysis):
        for call in construction.calls(owner.node) if instances.fields.of(owner) else ():
            passed = arguments(call)
            given = instances.fields.matched(owner, passed.positional, passed.keywords)
            for name, value in {} if passed.unpacks else given.items():
                is_filled = is_plain(value, analysis) and holds_data(value, analysis)
                if is_filled and is_refusing(owner, name):
                    yield value, name, owner


def static_defaults(
    analysis: Analysis, written: list[Write], put: PutIn, built: Construction
) -> Iterator[tuple[Node, Node, str, Definition]]:
    """Defaults of fields that are static, with the data that `__post_init__` gives these then.

    Those are left out that no call in view leaves to the default.
    """
    for owner in _modules(analysis):
        after = method(owner.node, POST_INIT)
        fields = {} if after is None else analysis.flow.reader.instances.fields.of(owner)
        for name, (field, reader) in fields.items():
            if after is None or reader.analysis is not analysis or not is_refusing(owner, name):
                continue
            if _is_always_given(name, owner, built):
                continue
            data = _data_later(field, after, analysis, written, put)
            if data is not None:
                yield data[0], data[1], name, owner


def _modules(analysis: Analysis) -> Iterator[Definition]:
    for node in analysis.module.root.find_all("class_definition"):
        if analysis.flow.reader.instances.is_module(node):
            yield analysis.definition_at(node)


def _is_always_given(name: str, owner: Definition, built: Construction) -> bool:
    fields = owner.analysis.flow.reader.instances.fields
    passed = [arguments(call) for call in built.calls(owner.node)]
    given = (fields.matched(owner, each.positional, each.keywords) for each in passed)
    return bool(passed) and all(name in each for each in given)


def _data_later(
    field: Field, after: Node, analysis: Analysis, written: list[Write], put: PutIn
) -> tuple[Node, Node] | None:
    """The default of a field, and the data that a `__post_init__` certainly gives it."""
    name = f"self.{field.name}"
    if field.default is not None and field.default.kind in STATIC_CONSTANTS:
        own = [w for w in written if w.written == name and _is_in(w.statement, after)]
        if own and _certainly_follows(own[0].statement, after, name):
            return (field.default, own[0].value) if refuses(own[0].value, analysis) else None
    if field.factory is not None and field.factory.text in _MADE_EMPTY:
        filling = [data for data in put.into(name, after) if puts_data(data, analysis)]
        is_written = any(w.written == name and _is_in(w.statement, after) for w in written)
        return (field.factory, filling[0]) if filling and not is_written else None
    return None


def _certainly_follows(statement: Node, after: Node, name: str) -> bool:
    """Whether it comes whatever the field was given, or where that is the default."""
    block = ancestor(statement, "block")
    if block == field_of(after, "body"):
        return True
    around = None if block is None else block.parent
    if around is None or around.kind != "if_statement":
        return False
    asked = field_of(around, "condition").text
    return asked in (f"{name} is None", f"not {name}") and field_of(around, "consequence") == block


def _is_in(node: Node, function: Node) -> bool:
    return function.start <= node.start < function.end
