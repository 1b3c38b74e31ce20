"""Still modules: no call of them changes a variable, so that it does not matter who shares it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.merging import unstarred
from flake8_nnx_rng.semantics.program.names import NNX
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import PATTERNS, ancestor, arguments, call_of, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.values.values import Definition
    from flake8_nnx_rng.syntax.tree import Node

_LAYERS = frozenset(
    {"Linear", "LinearGeneral", "Einsum", "Conv", "ConvTranspose", "Embed", "LoRA", "LoRALinear"}
    | {"LayerNorm", "RMSNorm", "GroupNorm", "InstanceNorm", "PReLU", "Param"}
)
_FUNCTIONS = frozenset(
    {"relu", "relu6", "gelu", "silu", "swish", "sigmoid", "tanh", "softplus", "elu", "selu", "celu"}
    | {"leaky_relu", "log_softmax", "softmax", "glu", "one_hot", "avg_pool", "max_pool"}
)
_PARAMETERS = frozenset({f"{NNX}.Param", f"{NNX}.LoRAParam"})
_CALLED = frozenset(
    {"super", "range", "len", "zip", "enumerate", "reversed", "list", "tuple", "int"}
)
_OUTSIDE = ("jax.", "numpy.", "math.", "functools.partial", f"{NNX}.initializers.")
_CHANGING = frozenset({"sow", "perturb", "set_attributes", "train", "eval"})
_STATEMENTS = ("assignment", "augmented_assignment", "delete_statement", "named_expression")
_TOLD = {
    **dict.fromkeys(("deterministic", "use_running_average"), "true"),
    **dict.fromkeys(("train", "training", "is_training"), "false"),
}
_FAR = 8


def is_still(analysis: Analysis, state: Node) -> bool:
    """Whether a state certainly is of parameters alone, or of a module that changes nothing."""
    binding = analysis.names.binding(unstarred(state))
    split = None if binding is None else binding.value
    if binding is None or split is None or split.kind != "call" or not binding.index:
        return False
    is_unpacked = binding.kind is BindingKind.UNPACKED
    if not is_unpacked or analysis.names.called(split) != f"{NNX}.split":
        return False
    whole, *filters = arguments(split).positional or (split,)
    chosen = filters[binding.index - 1 : binding.index] if binding.index > 0 else []
    if chosen and analysis.names.symbol(chosen[0]) in _PARAMETERS:
        return True
    made = analysis.names.value(whole) or whole
    is_made = made.kind == "call" and made != split
    return _is_evaluated(analysis, whole) or (is_made and _makes_still(analysis, made, _FAR))


def is_quiet(analysis: Analysis, merge: Node) -> bool:
    """Whether what is made of states is told to be as in evaluation, or is called so."""
    statement = merge.parent
    left = None if statement is None else statement.field("left")
    if left is not None and left.kind == "identifier":
        names = (m for m in analysis.module.mentions_by_name(left.text) if reference(m) == m)
        calls = [call for name in names if (call := call_of(name)) is not None]
        return _is_evaluated(analysis, left) or (bool(calls) and all(map(_is_told, calls)))
    call = call_of(merge)
    return call is not None and _is_told(call)


def _is_evaluated(analysis: Analysis, module: Node) -> bool:
    """Whether `model.eval()` is called, and never `model.train()`."""
    mentions = analysis.module.mentions_by_name(module.text)
    parts = [m.parent for m in mentions if m.parent is not None and m.parent.kind == "attribute"]
    names = {field_of(part, "attribute").text for part in parts}
    return "eval" in names and "train" not in names


def _is_told(call: Node) -> bool:
    """Whether a call says by a literal that it is for evaluation."""
    given = arguments(call).keywords
    return any(name in given and given[name].kind == kind for name, kind in _TOLD.items())


def _makes_still(analysis: Analysis, call: Node, far: int) -> bool:
    """Whether a call makes such a module, or is one that changes nothing."""
    function = field_of(call, "function")
    symbol = analysis.names.symbol(function) or ""
    if symbol.startswith(f"{NNX}."):
        name = symbol.removeprefix(f"{NNX}.")
        return name in _LAYERS | _FUNCTIONS or symbol.startswith(_OUTSIDE)
    if symbol.startswith(_OUTSIDE):
        return True
    definition = analysis.definition(function)
    if definition is not None and definition.node.kind == "class_definition" and far > 0:
        return _is_still_class(definition, far - 1)
    if function.kind == "identifier":
        return function.text in _CALLED and analysis.names.binding(function) is None
    return function.kind != "attribute" or field_of(function, "attribute").text not in _CHANGING


def _is_still_class(definition: Definition, far: int) -> bool:
    """Whether a class in view keeps only such layers, and writes nothing but in `__init__`."""
    analysis, node = definition.analysis, definition.node
    bases = node.field("superclasses")
    listed = () if bases is None else bases.parts
    if [analysis.names.symbol(base) for base in listed] != [f"{NNX}.Module"]:
        return False
    calls = (c for c in node.find_all("call") if ancestor(c, "decorator") is None)
    is_plain = all(map(_is_plain_statement, node.find_all(*_STATEMENTS)))
    return is_plain and all(_makes_still(analysis, call, far) for call in calls)


def _is_plain_statement(statement: Node) -> bool:
    """Whether it binds names, or makes an attribute in `__init__` of a call or a literal."""
    left, right = statement.field("left"), statement.field("right")
    if left is not None and left.kind in ("identifier", *PATTERNS):
        return left.kind == "identifier" or all(n.kind == "identifier" for n in left.parts)
    around = ancestor(statement, "function_definition")
    is_made = around is not None and field_of(around, "name").text == "__init__"
    if statement.kind != "assignment" or left is None or right is None or not is_made:
        return False
    literals = ("call", "integer", "float", "string", "true", "false", "none", "list", "tuple")
    return left.kind == "attribute" and right.kind in (*literals, "list_comprehension")
