"""What the fields of dataclasses hold: what each instance was given for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.fields import Field, fields_in, is_dataclass, is_record
from flake8_nnx_rng.semantics.program.functions import method
from flake8_nnx_rng.semantics.values.copies import replace
from flake8_nnx_rng.semantics.values.values import PLAIN, SCALAR, UNKNOWN, Definition, Kind, Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeVar

    from flake8_nnx_rng.semantics.values.reader import Reader
    from flake8_nnx_rng.semantics.values.values import Made
    from flake8_nnx_rng.syntax.tree import Node

    Given = TypeVar("Given")

POST_INIT = "__post_init__"


class Fields:
    """Answers for the classes of one module."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[Node, dict[str, tuple[Field, Reader]]] = {}

    def of(self, owner: Definition) -> dict[str, tuple[Field, Reader]]:
        """The fields of a class and of those it derives from, with who reads each.

        None where an `__init__` that is written takes what the class is called with.
        """
        if owner.node not in self._known:
            self._known[owner.node] = self._find(owner)
        return self._known[owner.node]

    def _find(self, owner: Definition) -> dict[str, tuple[Field, Reader]]:
        found: dict[str, tuple[Field, Reader]] = {}
        line = list(self._reader.instances.line(Value(Kind.MODULE, owner=owner)))
        for each in reversed(line):
            names = each.analysis.names
            if is_dataclass(each.node, names) or is_record(each.node, names):
                reader = self._reader.at(each.analysis)
                found |= {field.name: (field, reader) for field in fields_in(each.node, names)}
            elif method(each.node, "__init__") is not None:
                found = {}
        return found

    def held(self, instance: Value, name: str | None = None) -> dict[str, Value]:
        """What an instance holds in its fields, its streams as they were when it was made."""
        whole = {} if instance.owner is None else self.of(instance.owner)
        fields = {each: told for each, told in whole.items() if not told[0].is_passed_on}
        wanted = fields if name is None else {name} & fields.keys()
        found = self.given(instance) if wanted else {}
        for each in sorted(wanted):
            if each not in found:
                found[each] = _alone(*fields[each], instance)
        return {each: _scalar(found[each]) for each in sorted(wanted)}

    def record(self, owner: Definition, made: Made) -> Value:
        """An instance that is a pytree of its fields: a tuple whose elements have names."""
        if made.unpacks:
            return UNKNOWN
        found = self.matched(owner, made.positional, made.keywords)
        fields = self.of(owner)
        children = tuple(
            UNKNOWN if field.is_static else found.get(name, PLAIN)
            for name, (field, _) in fields.items()
        )
        return Value(Kind.TREE, children=children, keys=tuple(fields))

    def given(self, instance: Value) -> dict[str, Value]:
        """What the call that made an instance gives for its fields."""
        made = instance.made
        if made is None or made.unpacks or instance.owner is None:
            return {}
        return self.matched(instance.owner, made.positional, made.keywords)

    def matched(
        self, owner: Definition, positional: Sequence[Given], keywords: Mapping[str, Given]
    ) -> dict[str, Given]:
        """What a call of a class gives for each field."""
        fields = self.of(owner)
        taken = [f.name for f, _ in fields.values() if f.is_given and not f.by_keyword]
        found = dict(zip(taken, positional, strict=False))
        return found | {name: value for name, value in keywords.items() if name in fields}

    def handed_on(self, owner: Definition, given: Mapping[str, Given]) -> list[Given]:
        """What `__post_init__` is called with: the fields that are kept nowhere, if given."""
        named = [name for name, (field, _) in self.of(owner).items() if field.is_passed_on]
        return [given[name] for name in named] if given.keys() >= {*named} else []


def _alone(field: Field, reader: Reader, instance: Value) -> Value:
    """What a field holds that is not given, or what it is by its annotation."""
    if instance.made is None or instance.made.unpacks:
        return reader.parameters.annotated(field.annotation)
    if field.default is not None:
        return reader.of(field.default)
    if field.factory is None:
        return UNKNOWN if field.is_given else PLAIN
    function = reader.analysis.function_at(field.factory)
    if function is None or function.is_class or function.node.kind == "class_definition":
        return UNKNOWN
    return reader.calls.returned(reader.analysis.frames.of(function.node, {}), function.node)


def _scalar(value: Value) -> Value:
    is_state = value.kind in (Kind.RNGS, Kind.STREAM)
    return replace(value, every=SCALAR, apart=()) if is_state else value
