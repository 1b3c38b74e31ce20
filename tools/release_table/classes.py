"""Constructors and public members of classes."""

import ast
from collections.abc import Iterator

from release_table.modules import is_overload, running
from release_table.namespace import Definition, External, Namespace
from release_table.signatures import Parameters, default_text, of_function

# Bases outside the wheel that bring no constructor of their own.
WITHOUT_CONSTRUCTOR = {
    *("object", "ABC", "Generic", "Protocol"),
    *("Hashable", "Iterable", "Mapping", "MutableMapping", "MutableSequence", "Sequence"),
}
MADE_ELSEWHERE = "PyTreeNode"
FIELD_MAKERS = {"field", "data", "static", "param_field", "treenode_field", "variable_field"}


def ancestors(names: Namespace, definition: Definition) -> list[Definition | External]:
    """The class and its bases, nearest first."""
    found: list[Definition | External] = [definition]
    for base in definition.node.bases if isinstance(definition.node, ast.ClassDef) else []:
        expression = base.value if isinstance(base, ast.Subscript) else base
        meaning = names.evaluate(definition.module, expression)
        if isinstance(meaning, Definition) and isinstance(meaning.node, ast.ClassDef):
            found += ancestors(names, meaning)
        else:
            found.append(External(ast.unparse(expression).split(".")[-1]))
    last = {c: place for place, c in enumerate(found)}
    return [c for place, c in enumerate(found) if last[c] == place]


def members(node: ast.ClassDef) -> Iterator[ast.stmt]:
    """Statements of a class body that run."""
    return running(node.body)


def constructor(names: Namespace, definition: Definition) -> Parameters | None:
    """Parameters of the call that makes an instance; None when they cannot be known."""
    lineage = ancestors(names, definition)
    for place, ancestor in enumerate(lineage):
        if isinstance(ancestor, External):
            if ancestor.name == "NamedTuple":
                return _of_fields(lineage[:place], keyword_only=False)
            if ancestor.name not in WITHOUT_CONSTRUCTOR:
                return None
            continue
        assert isinstance(ancestor.node, ast.ClassDef)
        if init := method_definition(ancestor.node, "__init__"):
            return of_function(init).without_first()
        if _is_dataclass(ancestor.node, lineage[place:]):
            return _of_fields(lineage[place:], _keyword_only(ancestor.node))
    return Parameters()


def method_definition(node: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    """The last definition of a method that is no overload."""
    methods = [m for m in members(node) if isinstance(m, ast.FunctionDef) and m.name == name]
    return next((m for m in reversed(methods) if not is_overload(m)), None)


def fields(node: ast.ClassDef) -> Iterator[ast.AnnAssign]:
    """Annotated names of a class body, those of `ClassVar` left out."""
    for statement in members(node):
        match statement:
            case ast.AnnAssign(target=ast.Name(), annotation=annotation):
                if "ClassVar" not in ast.unparse(annotation):
                    yield statement


def _is_dataclass(node: ast.ClassDef, lineage: list[Definition | External]) -> bool:
    made = any(
        isinstance(c, Definition)
        and isinstance(c.node, ast.ClassDef)
        and c.node.name == MADE_ELSEWHERE
        for c in lineage
    )
    return made or any(_decorator_name(d) == "dataclass" for d in node.decorator_list)


def _decorator_name(decorator: ast.expr) -> str:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    if ast.unparse(called).endswith("partial") and isinstance(decorator, ast.Call):
        called = decorator.args[0]
    return ast.unparse(called).split(".")[-1]


def _keyword_only(node: ast.ClassDef) -> bool:
    keywords = [k for d in node.decorator_list if isinstance(d, ast.Call) for k in d.keywords]
    return any(k.arg == "kw_only" and ast.unparse(k.value) == "True" for k in keywords)


def _of_fields(lineage: list[Definition | External], keyword_only: bool) -> Parameters:
    positional: dict[str, str | None] = {}
    named: dict[str, str | None] = {}
    for ancestor in reversed(lineage):
        if not isinstance(ancestor, Definition) or not isinstance(ancestor.node, ast.ClassDef):
            continue
        if ancestor is not lineage[0] and not _is_dataclass(ancestor.node, lineage):
            continue
        for statement in fields(ancestor.node):
            _add_field(statement, named if keyword_only else positional, named)
    return Parameters(positional=tuple(positional.items()), keyword_only=tuple(named.items()))


def _add_field(
    statement: ast.AnnAssign, into: dict[str, str | None], named: dict[str, str | None]
) -> None:
    assert isinstance(statement.target, ast.Name)
    options = _field_options(statement.value)
    if options is None:
        into[statement.target.id] = default_text(statement.value) if statement.value else None
        return
    if options.get("init") == "False":
        return
    if "default_factory" in options:
        default: str | None = f"{options['default_factory']}()"
    else:
        default = options.get("default")
    (named if options.get("kw_only") == "True" else into)[statement.target.id] = default


def _field_options(value: ast.expr | None) -> dict[str, str] | None:
    match value:
        case ast.Call(func=func, keywords=keywords):
            if ast.unparse(func).split(".")[-1] in FIELD_MAKERS:
                return {k.arg: default_text(k.value) for k in keywords if k.arg}
    return None
