"""Uses of a parameter in its function's body, from which it shows what the parameter is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.program.samplers import MANAGING
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, field_of, is_field

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.program.functions import Function
    from flake8_nnx_rng.semantics.program.names import Names
    from flake8_nnx_rng.syntax.tree import Node

_ARRAY_ATTRIBUTES = frozenset(
    {"shape", "dtype", "ndim", "size", "T", "at", "sum", "mean", "std", "var", "max", "min"}
    | {"reshape", "astype", "transpose", "flatten", "ravel", "squeeze", "dot", "copy", "any", "all"}
    | {"argmax", "argmin", "prod", "cumsum", "clip", "round", "swapaxes", "item", "repeat"}
)
_STREAMS = frozenset({"params", "dropout", "default", "carry"})
_ARITHMETIC = ("binary_operator", "unary_operator", "comparison_operator", "augmented_assignment")
_SINGLE = ("binary_operator", "unary_operator", "augmented_assignment")
_OF_TREES = frozenset({"copy"})
"""Attributes that dicts and lists have as well."""
ARRAY_METHODS = frozenset(
    {"astype", "reshape", "transpose", "swapaxes", "squeeze", "ravel", "flatten"}
)
"""Methods of arrays under whose names nothing else is called that draws."""
MAKING_ARRAYS = ("jax.numpy.", "jax.nn.", "numpy.")
"""How the names of functions begin that make arrays, whatever they are given."""
_ARRAY_FUNCTIONS = (*MAKING_ARRAYS, "jax.lax.", "optax.")


def is_used(function: Function, name: str) -> bool:
    """Whether the body mentions the parameter at all."""
    return any(True for _ in _uses(function, name))


def used_as_rngs(function: Function, name: str) -> bool:
    """`Block(rngs=p)`, and `p()`, which draws from the default stream."""
    return any(
        (parent.kind == "keyword_argument" and field_of(parent, "name").text == "rngs")
        or (_is_called(use, parent) and not field_of(parent, "arguments").parts)
        for use, parent in _uses(function, name)
    )


def draws_as_rngs(function: Function, name: str, makes_layer: Callable[[Node], bool]) -> bool:
    """`nnx.Linear(2, 3, rngs=p)`, and `p.params()`, as nothing but an Rngs is used."""
    return any(
        (parent.kind == "keyword_argument" and _is_rngs_of_layer(parent, makes_layer))
        or (parent.kind == "attribute" and _draws_from_stream(use, parent))
        for use, parent in _uses(function, name)
    )


def draws_itself(function: Function, name: str, makes_layer: Callable[[Node], bool]) -> list[Node]:
    """The calls in the body that draw from a parameter as from one key."""
    return [
        call
        for call in function.body.find_all("call")
        if _runs_in(call, function.node) and _draws(call, name, makes_layer)
    ]


def _draws(call: Node, name: str, makes_layer: Callable[[Node], bool]) -> bool:
    """`rngs()`, `rngs.params()`, `rngs.params.normal(shape)`, `nnx.Linear(2, 3, rngs=rngs)`."""
    called = field_of(call, "function")
    root, *attributes = called.text.split(".")
    if root == name and len(attributes) <= 2:
        return MANAGING.isdisjoint(attributes)
    given = arguments(call).keywords.get("rngs")
    return given is not None and given.text == name and makes_layer(called)


def _runs_in(node: Node, function: Node) -> bool:
    return ancestor(node, "function_definition", "lambda", "class_definition") == function


def _is_rngs_of_layer(argument: Node, makes_layer: Callable[[Node], bool]) -> bool:
    call = None if argument.parent is None else argument.parent.parent
    if call is None or call.kind != "call" or field_of(argument, "name").text != "rngs":
        return False
    return makes_layer(field_of(call, "function"))


def _draws_from_stream(use: Node, attribute: Node) -> bool:
    call = attribute.parent
    is_stream = field_of(attribute, "attribute").text in _STREAMS
    is_read = is_field(attribute, "object", use) and call is not None and call.kind == "call"
    return is_stream and is_read and call is not None and not field_of(call, "arguments").parts


def used_as_function(function: Function, name: str) -> bool:
    """`p(x)`, as modules are used, and functions."""
    return any(_is_called(use, parent) for use, parent in _uses(function, name))


def used_as_module(function: Function, name: str) -> bool:
    """`p.kernel.value`, `p.layer(x)`."""
    return any(_is_module_use(use, parent) for use, parent in _uses(function, name))


def used_as_array(
    function: Function, name: str, names: Names, is_module: Callable[[Node], bool]
) -> bool:
    """`p + 1`, `p.shape`, `jnp.sum(p)`, `p[0]`, `model(p)`."""
    return any(
        _is_array_use(use, parent, names, is_module) for use, parent in _uses(function, name)
    )


class ArrayUses(NamedTuple):
    """Whether a parameter certainly is one array, and the calls that it is handed to as it is."""

    certain: bool
    handed: list[tuple[Node, Node]]


def shows_one_array(function: Function, name: str, names: Names) -> ArrayUses:
    """What the body says: `p + 1`, `p.shape`, `jnp.sum(p)`; not `p[0]`, which trees have, too."""
    handed = []
    for use, parent in _uses(function, name):
        if parent.kind in _SINGLE or _takes_attribute(use, parent):
            return ArrayUses(certain=True, handed=[])
        listed = parent.parent if parent.kind == "keyword_argument" else parent
        call = None if listed is None or listed.kind != "argument_list" else listed.parent
        if call is None or call.kind != "call":
            continue
        if (names.called(call) or "").startswith(_ARRAY_FUNCTIONS):
            return ArrayUses(certain=True, handed=[])
        handed.append((call, use))
    return ArrayUses(certain=False, handed=handed)


def _takes_attribute(use: Node, parent: Node) -> bool:
    is_object = parent.kind == "attribute" and is_field(parent, "object", use)
    return is_object and field_of(parent, "attribute").text in _ARRAY_ATTRIBUTES - _OF_TREES


def _uses(function: Function, name: str) -> Iterator[tuple[Node, Node]]:
    """Each identifier of this name with what stands directly around it."""
    for use in function.node.tree.uses(name, function.body):
        if use.parent is not None:
            yield use, use.parent


def _is_called(use: Node, parent: Node) -> bool:
    return parent.kind == "call" and is_field(parent, "function", use)


def _is_module_use(use: Node, parent: Node) -> bool:
    if parent.kind != "attribute" or not is_field(parent, "object", use):
        return False
    if field_of(parent, "attribute").text in _ARRAY_ATTRIBUTES:
        return False
    around = parent.parent
    if around is None:
        return False
    if around.kind == "call":
        return is_field(around, "function", parent)
    return around.kind == "attribute" and field_of(around, "attribute").text == "value"


def _is_array_use(use: Node, parent: Node, names: Names, is_module: Callable[[Node], bool]) -> bool:
    while parent.kind in ("list", "tuple") and (outer := parent.parent) is not None:
        use, parent = parent, outer  # jnp.concatenate([p, q])
    kind = parent.kind
    if kind in _ARITHMETIC:
        return True
    if kind == "attribute":
        is_object = is_field(parent, "object", use)
        return is_object and field_of(parent, "attribute").text in _ARRAY_ATTRIBUTES
    if kind == "subscript":
        return is_field(parent, "value", use)
    call = parent.parent
    if kind != "argument_list" or call is None or call.kind != "call":
        return False
    function = field_of(call, "function")
    symbol = names.symbol(function)
    return symbol.startswith(_ARRAY_FUNCTIONS) if symbol else is_module(function)
