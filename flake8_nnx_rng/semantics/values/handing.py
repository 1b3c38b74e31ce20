"""Handing on: what a call passes to what it makes, and what an annotation says of a value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.names import NNX
from flake8_nnx_rng.semantics.releases.transforms import TRANSFORMS
from flake8_nnx_rng.syntax.nodes import arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.program.names import Names
    from flake8_nnx_rng.syntax.tree import Node

_WORD = re.compile(r"\w+")
_PLAIN = frozenset(
    {"int", "float", "bool", "str", "complex", "None", "tuple", "list", "dict", "Tuple", "List"}
    | {"Sequence", "Optional", "Union", "Callable", "Literal", "Any", "typing", "tp", "t", "np"}
    | {"jax", "jnp", "numpy", "Array", "ndarray", "ArrayLike", "dtype", "DType", "Dtype"}
    | {"PrecisionLike", "Initializer", "Shape", "ClassVar", "Final", "Dict", "Mapping"}
)
"""Words of annotations that mean no module."""
_TAKE_NUMBERS = ("jax.", "numpy.", f"{NNX}.", "range", "len", "int", "float", "max", "min", "print")
_LIFTED = frozenset({"Vmap", "Scan", "Pmap", "Remat", "Jit", "JIT"})


def means_no_module(annotation: Node) -> bool:
    """Whether a value of this type certainly holds no module."""
    return set(_WORD.findall(annotation.text)) <= _PLAIN


def is_taken_apart(taken: Node, around: Node, names: Names) -> bool:
    """`x.cell(...)`, `x.cell.step`, or `f(x.cell)` but for functions of jax, numpy and Python."""
    if around.kind == "argument_list":
        call = around.parent
        function = None if call is None else call.field("function")
        symbol = "" if function is None else names.symbol(function) or function.text
        return not symbol.startswith(_TAKE_NUMBERS)
    return around.kind in ("call", "attribute") and taken in (
        around.field("function"),
        around.field("object"),
    )


def is_api(symbol: str) -> bool:
    """Whether a name of `flax.nnx` is a function, transform or container, not a layer."""
    root = symbol.partition(".")[0]
    return root in TRANSFORMS or root in _LIFTED or not root[:1].isupper()


def passes_rngs(call: Node) -> bool:
    """Whether a call hands an Rngs on, as far as names say."""
    given = arguments(call)
    passed = given.values
    return given.unpacks_keywords or any(map(_is_rngs, passed))


def _is_rngs(value: Node) -> bool:
    """An Rngs by its name, or a fork of it; what is drawn from it holds no stream."""
    if value.kind == "call":
        value = field_of(value, "function")
        return value.text.startswith("rngs") and value.text.endswith((".fork", ".split"))
    return value.text == "rngs" or (value.kind == "attribute" and value.text[:5] == "rngs.")


def is_draw(function: Node) -> bool:
    """`rngs.params()` and `super().__init__(rngs=rngs)`: the bases are looked at themselves."""
    return function.text.startswith(("rngs", "super("))


def is_within(function: Node, owner: Node, names: Names) -> bool:
    """Whether what is called is defined in the class, so that its body is looked at anyway."""
    if function.kind == "attribute" and field_of(function, "object").text in ("self", "cls"):
        return True  # a method, or a layer that was looked at where it was made
    binding = names.binding(function)
    return binding is not None and owner.start <= binding.node.start < owner.end
