"""Fields: the arguments of a dataclass, which its instances keep under their names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.functions import method
from flake8_nnx_rng.semantics.program.names import NNX
from flake8_nnx_rng.semantics.program.uses import decorator_expression
from flake8_nnx_rng.syntax.nodes import arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.program.names import Names
    from flake8_nnx_rng.syntax.tree import Node

_DECORATORS = frozenset({"dataclasses.dataclass", f"{NNX}.dataclass"})
_RECORDS = frozenset({"flax.struct.dataclass", "flax.struct.PyTreeNode"})
_TRAIN_STATE = "flax.training.train_state.TrainState"
_TUPLES = frozenset({"typing.NamedTuple", "typing_extensions.NamedTuple"})
_TELLING = frozenset({"dataclasses.field", "flax.struct.field", f"{NNX}.static", f"{NNX}.data"})
"""What is written for a default that says more about a field."""


@dataclass(frozen=True)
class Field:
    """`rngs: nnx.Rngs = dataclasses.field(default_factory=make)`.

    One that `is_passed_on` is kept nowhere, but handed to `__post_init__`; one that `is_static` no
    transform looks into.
    """

    name: str
    annotation: Node
    default: Node | None = None
    factory: Node | None = None
    is_given: bool = True
    by_keyword: bool = False
    is_passed_on: bool = False
    is_static: bool = False


def is_dataclass(node: Node, names: Names) -> bool:
    """Whether a class gets its `__init__` from its fields."""
    return method(node, "__init__") is None and not _DECORATORS.isdisjoint(_told(node, names))


def is_record(node: Node, names: Names) -> bool:
    """Whether instances of a class are pytrees of its fields: `NamedTuple`, `struct.dataclass`."""
    told = {*_told(node, names), *_bases(node, names)}
    return method(node, "__init__") is None and not (_RECORDS | _TUPLES).isdisjoint(told)


def is_train_state(node: Node, names: Names) -> bool:
    """Whether a class adds fields to those of Flax's `TrainState`, and makes none by itself."""
    is_plain = method(node, "__init__") is None and method(node, "create") is None
    return is_plain and _TRAIN_STATE in _bases(node, names)


def _bases(node: Node, names: Names) -> list[str | None]:
    bases = node.field("superclasses")
    return [] if bases is None else [names.symbol(base) for base in bases.parts]


def _told(node: Node, names: Names) -> Iterator[str | None]:
    """What the decorators of a class are."""
    around = node.parent
    if around is not None and around.kind == "decorated_definition":
        decorators = (decorator_expression(p) for p in around.parts if p.kind == "decorator")
        yield from (names.symbol(_named(expression)) for expression in decorators)


def fields_in(node: Node, names: Names) -> Iterator[Field]:
    """The fields that a dataclass adds to those of its bases, in order."""
    by_keyword = _is_by_keyword(node, names)
    for statement in field_of(node, "body").parts:
        for part in statement.parts if statement.kind == "expression_statement" else ():
            annotated = part.field("type") if part.kind == "assignment" else None
            if annotated is None or not annotated.parts:
                continue
            annotation, name = annotated.parts[0], field_of(part, "left").text
            written = names.symbol(annotation) or annotation.text
            by_keyword = by_keyword or written.endswith("KW_ONLY")
            if not written.endswith("KW_ONLY") and "ClassVar" not in written:
                yield _field(name, annotation, part.field("right"), names, by_keyword)


def _field(
    name: str, annotation: Node, value: Node | None, names: Names, by_keyword: bool
) -> Field:
    is_passed_on = "InitVar" in annotation.text
    if value is None or value.kind != "call" or names.called(value) not in _TELLING:
        return Field(name, annotation, value, None, True, by_keyword, is_passed_on)
    told = arguments(value).keywords
    only, is_node = told.get("kw_only"), told.get("pytree_node")
    return Field(
        name,
        annotation,
        told.get("default"),
        told.get("default_factory"),
        "init" not in told or told["init"].kind != "false",
        by_keyword or (only is not None and only.kind == "true"),
        is_passed_on,
        is_node is not None and is_node.kind != "true",
    )


def _named(decorator: Node) -> Node:
    return field_of(decorator, "function") if decorator.kind == "call" else decorator


def _is_by_keyword(node: Node, names: Names) -> bool:
    """Whether `@dataclass(kw_only=True)` makes all fields keywords."""
    parts = [] if node.parent is None else node.parent.parts
    expressions = (decorator_expression(p) for p in parts if p.kind == "decorator")
    calls = (call for call in expressions if call.kind == "call")
    told = (arguments(c).keywords.get("kw_only") for c in calls if names.called(c) in _DECORATORS)
    return any(option is not None and option.kind == "true" for option in told)
