"""Containers of Python: whether a value certainly is one, and has modules or state in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.names import NNX
from flake8_nnx_rng.semantics.releases.eras import refuses_empty
from flake8_nnx_rng.semantics.values.plain_methods import function_run, is_wrapped
from flake8_nnx_rng.semantics.values.values import Kind
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, field_of
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.values.values import Value
    from flake8_nnx_rng.syntax.tree import Node

_DISPLAYS = frozenset({"list", "tuple", "dictionary", "expression_list"})
_DISPLAYS |= {"list_comprehension", "dictionary_comprehension"}
_BUILDERS = frozenset({"list", "tuple", "dict"})
_STATE = frozenset({Kind.RNGS, Kind.STREAM})
_VARIABLES = frozenset({"Variable", "Param", "BatchStat", "Cache", "Intermediate"})
_BARE = frozenset({"Dropout", "Sequential", "List", "Dict", "RNN", "Bidirectional", "Identity"})
"""Layers that hold nothing themselves."""
STATIC_CONSTANTS = frozenset({"none", "integer", "float", "string", "true", "false"})
"""What makes an attribute static if it comes first, and no container."""
_FLAX_CONTAINERS = frozenset({f"{NNX}.List", f"{NNX}.Dict"})
MARK = f"{NNX}.data"
"""What says that a value is data."""
_FAR = 5


def is_plain(node: Node, analysis: Analysis, far: int = _FAR) -> bool:
    """Whether a value certainly is a list, a tuple or a dictionary of Python's own."""
    if far == 0:
        return False
    if node.kind == "call":
        return _is_builder(node, analysis) or _returns_plain(node, analysis, far - 1)
    if node.kind == "binary_operator":
        parts = [part for part in _operands(node) if is_plain(part, analysis, far - 1)]
        is_all = len(parts) == len(_operands(node))
        return is_all or any(holds_data(part, analysis) for part in parts)
    value = analysis.names.value(node) if node.kind == "identifier" else None
    return node.kind in _DISPLAYS or (value is not None and is_plain(value, analysis, far - 1))


def holds_data(node: Node, analysis: Analysis) -> bool:
    """Whether a container of Python certainly has modules, variables or streams in it."""
    if node.kind == "dictionary_comprehension":
        return is_refused_inside(field_of(field_of(node, "body"), "value"), analysis)
    if node.kind == "binary_operator":
        return any(holds_data(part, analysis) for part in _operands(node))
    if node.kind == "call" and _is_builder(node, analysis):
        given = arguments(node)
        named = any(is_refused_inside(value, analysis) for value in given.keywords.values())
        return named or any(holds_data(value, analysis) for value in given.positional)
    if node.kind == "generator_expression":
        return is_refused_inside(field_of(node, "body"), analysis)
    if node.kind == "call" and _names_builtin(node, "zip", analysis):
        return any(holds_data(value, analysis) for value in arguments(node).positional)
    if node.kind == "call" and _names_builtin(node, "map", analysis):
        made = arguments(node).positional[:1]
        return bool(made) and made[0].kind == "lambda" and _makes_data(made[0], analysis)
    written = analysis.names.value(node) if node.kind == "identifier" else None
    if written is not None and written.kind in ("binary_operator", "call"):
        return holds_data(written, analysis)
    value = analysis.flow.reader.of(node)
    is_filled = value.kind is Kind.TREE and _has(value, _inside(analysis))
    return is_filled and not _may_be_none(node, analysis)


def is_refused_inside(node: Node, analysis: Analysis) -> bool:
    """Whether a container of Python certainly may not have a value in it."""
    value, refused = analysis.flow.reader.of(node), _inside(analysis)
    return (refused(value) or _has(value, refused)) and not _may_be_none(node, analysis)


def _inside(analysis: Analysis) -> Callable[[Value], bool]:
    """What is refused in a container: all data, before Flax 0.12.5 what holds arrays."""
    return _is_data if refuses_empty(analysis.release) else _holds_arrays


def is_data(node: Node, analysis: Analysis) -> bool:
    """Whether a value certainly is a module, a variable or a stream, or holds them."""
    value = analysis.flow.reader.of(node)
    return (_is_data(value) or _has(value, _is_data)) and not _may_be_none(node, analysis)


def _is_builder(call: Node, analysis: Analysis) -> bool:
    """Whether a call is of `list`, `tuple` or `dict` themselves."""
    return any(_names_builtin(call, name, analysis) for name in _BUILDERS)


def _names_builtin(call: Node, name: str, analysis: Analysis) -> bool:
    function = field_of(call, "function")
    is_named = function.kind == "identifier" and function.text == name
    return is_named and analysis.names.module.ways(function) is None


def _makes_data(function: Node, analysis: Analysis) -> bool:
    return is_refused_inside(field_of(function, "body"), analysis)


def _operands(node: Node) -> list[Node]:
    """What the elements of `a + b` come from, and of `a * 3`."""
    is_repeated = field_of(node, "operator").text == "*"
    return [field_of(node, "left")] + ([] if is_repeated else [field_of(node, "right")])


def _returns_plain(call: Node, analysis: Analysis, far: int) -> bool:
    """Whether what a call runs is in view, and hands back a container of Python on all ways.

    What has the name of a class is not looked for: most calls are of classes, in other files.
    """
    function = field_of(call, "function")
    if function.text.rpartition(".")[2][:1].isupper():
        return False
    found = function_run(function, analysis)
    if found is None or is_wrapped(found) or found.analysis.flow.stack_of(found.node) is not None:
        return False
    own = [
        each
        for each in field_of(found.node, "body").find_all("return_statement", "yield")
        if ancestor(each, *FUNCTIONS) == found.node
    ]
    values = [each.parts[0] for each in own if each.kind == "return_statement" and each.parts]
    is_told = bool(own) and len(values) == len(own)
    return is_told and all(is_plain(value, found.analysis, far) for value in values)


def _is_data(value: Value) -> bool:
    if value.kind is Kind.MODULE:
        export = value.export or ""
        return value.owner is not None or export in _VARIABLES or releases.is_layer(export)
    return value.kind in _STATE


def _holds_arrays(value: Value, far: int = _FAR) -> bool:
    """Whether a module certainly holds variables: it is a layer with some, or made of such."""
    if value.kind is not Kind.MODULE or value.owner is None:
        return _is_data(value) and (value.export not in _BARE or value.carries)
    reader, own = value.owner.analysis.flow.reader, value.owner.analysis.attributes
    assigned = own.named_in(value.owner.node, None) if far > 0 else []
    return any(_holds_arrays(reader.of(node), far - 1) for node in assigned)


def _has(value: Value, wanted: Callable[[Value], bool]) -> bool:
    return any(wanted(child) or _has(child, wanted) for child in value.children)


def _may_be_none(node: Node, analysis: Analysis) -> bool:
    """Whether a value, or an element that is written out, may be a parameter that is None."""
    named = [each for each in (node, *node.parts) if each.kind == "identifier"]
    bindings = (analysis.names.binding(name) for name in named)
    given = (b.node.text for b in bindings if b is not None and b.kind is BindingKind.PARAMETER)
    return any("None" in text or "Optional" in text for text in given)


def refuses(value: Node, analysis: Analysis) -> bool:
    """Whether a static attribute refuses a value that is no container of Python."""
    called = analysis.names.called(value)
    if called == MARK or is_plain(value, analysis):
        return False
    return called in _FLAX_CONTAINERS or is_data(value, analysis)


def puts_data(data: Node, analysis: Analysis) -> bool:
    """Whether what is put into a container, itself or all that is in it, certainly is data."""
    is_taken_apart = data.kind == "generator_expression" or is_plain(data, analysis)
    return (is_taken_apart and holds_data(data, analysis)) or is_refused_inside(data, analysis)
