"""Methods, properties and attributes of classes."""

import ast
from collections.abc import Iterator

from release_table import classes, deprecations
from release_table.entries import Facts, spelled, with_text
from release_table.namespace import Definition, Meaning, Namespace
from release_table.signatures import of_callable, of_function

SPECIAL_METHODS = frozenset({"__call__", "__getitem__"})
# Members that bases of the standard library bring along.
STANDARD_MEMBERS = {
    "Mapping": {"get": "key, default=None", "items": "", "keys": "", "values": ""},
}


def members_of(names: Namespace, meaning: Meaning) -> dict[str, Facts]:
    """Public members of a class and its bases, with parameters as bound methods show them."""
    assert isinstance(meaning, Definition), meaning
    found: dict[str, Facts] = {}
    for ancestor in reversed(classes.ancestors(names, meaning)):
        if isinstance(ancestor, Definition):
            found.update(_members(names, ancestor))
        else:
            standard = STANDARD_MEMBERS.get(ancestor.name, {})
            found.update({n: {"kind": "method", "parameters": p} for n, p in standard.items()})
    return {n: f for n, f in found.items() if n in SPECIAL_METHODS or not n.startswith("_")}


def _members(names: Namespace, owner: Definition) -> Iterator[tuple[str, Facts]]:
    assert isinstance(owner.node, ast.ClassDef)
    for statement in classes.members(owner.node):
        match statement:
            case ast.FunctionDef(name=name):
                yield name, _method(statement)
                if name == "__init__":
                    yield from _attributes(statement)
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name, {"kind": "attribute"}
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                made = of_callable(names, Definition(owner.module, call))
                parameters = made and made.without_first()
                yield name, {"kind": "method", "parameters": spelled(parameters)}
            case ast.Assign(targets=[ast.Name(id=name)]):
                yield name, {"kind": "attribute"}


def _method(function: ast.FunctionDef) -> Facts:
    decorators = {ast.unparse(d).split(".")[-1] for d in function.decorator_list}
    if decorators & {"property", "setter", "cached_property"}:
        return {"kind": "property"}
    parameters = of_function(function)
    bound = parameters if "staticmethod" in decorators else parameters.without_first()
    facts: Facts = {"kind": "method", "parameters": str(bound)}
    if texts := deprecations.of_parameters(function):
        facts["deprecated_parameters"] = texts
    return with_text(facts, deprecations.of_function(function))


def _attributes(function: ast.FunctionDef) -> Iterator[tuple[str, Facts]]:
    """Names that a constructor sets on `self`."""
    for node in ast.walk(function):
        match node:
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                yield name, {"kind": "attribute"}
