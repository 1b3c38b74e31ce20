"""Functions as transforms see them: parameters by position, whatever the function is written as."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.syntax.bindings import parameter_name
from flake8_nnx_rng.syntax.nodes import ancestor, field_of
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node

INIT = "__init__"
_STUBS = ("pass_statement", "ellipsis", "string")


class ParameterKind(Enum):
    """How a parameter takes its argument."""

    POSITIONAL = auto()
    KEYWORD_ONLY = auto()
    VARIADIC = auto()
    VARIADIC_KEYWORD = auto()


STARS = {ParameterKind.VARIADIC: "*", ParameterKind.VARIADIC_KEYWORD: "**"}
"""What stands before the names of parameters that take any number."""


class Parameter(NamedTuple):
    """A parameter with its annotation and default as written."""

    name: str
    kind: ParameterKind
    node: Node
    annotation: Node | None = None
    default: Node | None = None


@dataclass(frozen=True)
class Function:
    """A function, lambda, or class called as a function (`node` is then its `__init__`).

    `parameters` leaves out `self` and `cls` where the transform does not see them, and what a
    partial has `filled`, with what.
    """

    node: Node
    parameters: tuple[Parameter, ...]
    name: str | None = None
    owner: Node | None = None
    filled: tuple[tuple[str, Node], ...] = ()

    @property
    def body(self) -> Node:
        """The block of a function, the expression of a lambda."""
        return field_of(self.node, "body")

    @property
    def is_class(self) -> bool:
        """Whether this is the call of a class: its `__init__` under another name."""
        name = self.node.field("name")
        return name is not None and name.text == "__init__" != self.name

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of this name."""
        return next((p for p in self.parameters if p.name == name), None)


def read_function(node: Node) -> Function:
    """Read a `function_definition` or `lambda`, once: of a class method what others pass."""
    known: dict[Node, Function] = node.tree.functions
    if node not in known:
        name = None if (named := node.field("name")) is None else named.text
        parameters = read_parameters(node)[decorated_as(node, "classmethod") :]
        known[node] = Function(node, parameters, name, class_around(node))
    return known[node]


def read_class(node: Node) -> Function | None:
    """Read a class as the function that its call is, when its `__init__` is written in it."""
    init = method(node, "__init__")
    if init is None:
        return None
    name = field_of(node, "name").text
    return Function(init, read_parameters(init)[1:], name, node)


def read_parameters(node: Node) -> tuple[Parameter, ...]:
    """All parameters of a function or lambda, in order."""
    listed = node.field("parameters")
    found: list[Parameter] = []
    keyword_only = False
    for child in listed.parts if listed is not None else []:
        if child.kind == "keyword_separator":
            keyword_only = True
        parameter = _read_parameter(child, keyword_only)
        if parameter is not None:
            found.append(parameter)
            keyword_only = keyword_only or parameter.kind is ParameterKind.VARIADIC
    return tuple(found)


def _read_parameter(node: Node, keyword_only: bool) -> Parameter | None:
    name = parameter_name(node)
    if name is None:
        return None
    kind = ParameterKind.KEYWORD_ONLY if keyword_only else ParameterKind.POSITIONAL
    starred = node.parts[0] if node.kind == "typed_parameter" else node
    if starred.kind == "list_splat_pattern":
        kind = ParameterKind.VARIADIC
    elif starred.kind == "dictionary_splat_pattern":
        kind = ParameterKind.VARIADIC_KEYWORD
    default = node.field("value")
    return Parameter(name.text, kind, node, _annotation(node), None if default is None else default)


def _annotation(node: Node) -> Node | None:
    annotated = node.field("type")
    inner = [] if annotated is None else annotated.parts
    return inner[0] if inner else None


def method(class_node: Node, name: str) -> Node | None:
    """The function of this name written directly in a class body."""
    known = class_node.tree.methods
    if class_node not in known:
        known[class_node] = _methods(class_node)
    return known[class_node].get(name)


def _methods(class_node: Node) -> dict[str, Node]:
    """The functions in a class body by their names; of several the first one.

    `forward = __call__` gives one another name.
    """
    found: dict[str, Node] = {}
    for statement in field_of(class_node, "body").parts:
        inner = statement.parts[0] if statement.kind == "expression_statement" else statement
        named = inner.field("right") if inner.kind == "assignment" else None
        if named is not None and named.kind == "identifier" and named.text in found:
            found[field_of(inner, "left").text] = found[named.text]
        is_decorated = statement.kind == "decorated_definition"
        definition = field_of(statement, "definition") if is_decorated else statement
        if definition.kind == "function_definition":
            found.setdefault(field_of(definition, "name").text, definition)
    return found


def own_returns(function: Node) -> list[Node]:
    """The return statements of a function, but for those of functions in it."""
    found = field_of(function, "body").find_all("return_statement")
    return [statement for statement in found if ancestor(statement, *FUNCTIONS) == function]


def class_around(function: Node) -> Node | None:
    """The class in whose body a function is written directly."""
    outer = ancestor(function, "class_definition", "function_definition", "lambda")
    return outer if outer is not None and outer.kind == "class_definition" else None


def decorated_as(definition: Node, name: str) -> bool:
    """Whether a method has a decorator that is this plain name."""
    around = definition.parent
    decorated = around is not None and around.kind == "decorated_definition"
    listed = around.parts if decorated and around is not None else []
    return any(node.kind == "decorator" and node.text == f"@{name}" for node in listed)


def class_bound_to(parameter: Node) -> Node | None:
    """The class that a parameter is, `cls` of a class method; one derived is taken to be alike."""
    function = ancestor(parameter, "function_definition", "lambda")
    if function is None or not decorated_as(function, "classmethod"):
        return None
    is_first = read_parameters(function)[0].node == parameter
    return class_around(function) if is_first else None


def takes_class(function: Function) -> bool:
    """Whether the first parameter is the `cls` of a class method, as a transform sees it."""
    first = function.parameters[:1]
    return any(class_bound_to(parameter.node) is not None for parameter in first)


def takes_object(method: Node) -> bool:
    """Whether the object before the dot fills the first parameter of a method."""
    return not (decorated_as(method, "staticmethod") or decorated_as(method, "classmethod"))


def is_decorated_otherwise(definition: Node) -> bool:
    """Whether a function has a decorator but those of static and class methods."""
    around = definition.parent
    if around is None or around.kind != "decorated_definition":
        return False
    written = [node.text for node in around.parts if node.kind == "decorator"]
    return written not in (["@staticmethod"], ["@classmethod"])


def has_keyword_only(function: Function) -> bool:
    """Whether parameters stand behind a bare `*`."""
    return any(p.kind is ParameterKind.KEYWORD_ONLY for p in function.parameters)


def is_stub(function: Function) -> bool:
    """Whether the body is only `...`, `pass` or a docstring."""
    for statement in function.body.parts:
        inner = statement.parts
        node = inner[0] if statement.kind == "expression_statement" and inner else statement
        if node.kind not in _STUBS:
            return False
    return function.body.kind == "block"
