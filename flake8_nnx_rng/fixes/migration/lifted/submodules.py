"""Submodules: what is lifted, with the parameters that its new class has as well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.functions import (
    Parameter,
    ParameterKind,
    method,
    read_function,
)
from flake8_nnx_rng.semantics.program.layers import Stack
from flake8_nnx_rng.semantics.program.names import NNX
from flake8_nnx_rng.semantics.values.guessed_parameters import AN_RNGS
from flake8_nnx_rng.semantics.values.values import PLAIN, UNKNOWN, Kept, Value
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.concrete import tokens
from flake8_nnx_rng.syntax.nodes import Arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.syntax.tree import Node

_WITH_PARAMETERS = frozenset(
    {"Param", "Linear", "LinearGeneral", "Conv", "ConvTranspose", "Embed", "Einsum"}
)
"""What keeps an array under every name, whatever it is told."""
_TAKES_INPUTS = frozenset({"Linear", "LinearGeneral", "Conv", "ConvTranspose", "Embed"})
"""Layers of `flax.nnx` that are called with `inputs`, in every release."""


@dataclass(frozen=True)
class Formal:
    """A parameter of a method; `parameter` is None where it is not written in the file."""

    name: str
    kind: ParameterKind
    meaning: Value = UNKNOWN
    parameter: Parameter | None = None
    annotation: str = ""
    is_bare: bool = False
    """Whether its annotation is left out."""

    @property
    def default(self) -> Node | None:
        """The default as written."""
        return None if self.parameter is None else self.parameter.default

    @property
    def is_variadic(self) -> bool:
        """Whether this is `*args` or `**kwargs`."""
        return self.kind in (ParameterKind.VARIADIC, ParameterKind.VARIADIC_KEYWORD)

    @property
    def passed(self) -> str:
        """How it is handed on."""
        if self.kind is ParameterKind.VARIADIC:
            return f"*{self.name}"
        if self.kind is ParameterKind.VARIADIC_KEYWORD:
            return f"**{self.name}"
        by_keyword = self.kind is ParameterKind.KEYWORD_ONLY
        return f"{self.name}={self.name}" if by_keyword else self.name


@dataclass(frozen=True)
class Submodule:
    """A class that is lifted; `written` is how the new class names it, `label` its own name.

    `init` and `call` leave out `self`; `returned` is what a call gives. `leading` are the values
    of its first parameters that only the place of use knows.
    """

    written: str
    label: str
    init: tuple[Formal, ...]
    call: tuple[Formal, ...]
    returned: Value
    kept: Kept
    keeps_parameters: bool
    call_result: Node | None = None
    leading: tuple[Node, ...] = ()
    needed: frozenset[tuple[int, str]] = field(default_factory=frozenset)


def submodule_of(bench: Bench, name: Node, made: list[Arguments]) -> Submodule:
    """The class that a lift names, or `Refused`; `made` is what instances are made with."""
    binding = bench.names.binding(name)
    if binding is not None and binding.kind is BindingKind.CLASS:
        return _own(bench, name.text, binding.node)
    export = bench.names.nnx(name)
    if export in _TAKES_INPUTS:
        return _library(bench, name.text, export, made)
    if export is not None:
        raise Refused(f"how {name.text} is called is not in view", name.text)
    raise Refused(
        f"{name.text} is no class of this file, so nothing says how it is called", name.text
    )


def _own(bench: Bench, name: str, node: Node) -> Submodule:
    flow = bench.analysis.flow
    if not flow.reader.instances.is_module(node):
        raise Refused(f"{name} is not certainly an nnx.Module", name)
    init, call = _method(bench, node, "__init__"), _method(bench, node, "__call__")
    if call is None:
        raise Refused(f"{name} has no __call__ in view", name)
    if init is None and _is_decorated(node):
        raise Refused(f"{name} has no __init__ in view", name)
    return Submodule(
        written=name,
        label=name,
        init=() if init is None else _formals(bench, init),
        call=_formals(bench, call),
        returned=flow.guesses.returned(read_function(call)),
        kept=flow.keeping.of_class(node),
        keeps_parameters=_keeps_parameters(bench, init),
        call_result=call.field("return_type"),
    )


def _method(bench: Bench, node: Node, name: str, depth: int = 10) -> Node | None:
    """A method of a class, or of the first base in the file that has it; `Refused` if unclear."""
    found = method(node, name)
    if found is not None:
        if _is_static(found):
            raise Refused(f"{name} has a decorator that changes how it is called", name)
        return found
    listed = node.field("superclasses")
    for base in listed.parts if listed is not None else []:
        if bench.names.symbol(base) in (f"{NNX}.Module", "typing.Generic"):
            continue
        binding = bench.names.binding(base)
        if binding is None or binding.kind is not BindingKind.CLASS or depth == 0:
            raise Refused(f"{base.text} may define {name}, and is not in view", base.text, name)
        inherited = _method(bench, binding.node, name, depth - 1)
        if inherited is not None:
            return inherited
    return None


def _is_static(found: Node) -> bool:
    if any(piece.kind == "async" for piece in tokens(found)):
        return True
    return any(text in ("@staticmethod", "@classmethod", "@property") for text in _above(found))


def _above(definition: Node) -> Iterator[str]:
    around = definition.parent
    if around is not None and around.kind == "decorated_definition":
        yield from (node.text for node in around.parts if node.kind == "decorator")


def _is_decorated(node: Node) -> bool:
    return any(True for _ in _above(node))


def _formals(bench: Bench, definition: Node) -> tuple[Formal, ...]:
    function = read_function(definition)
    stack = Stack(definition, (), function)
    nodes = bench.analysis.flow.guesses
    return tuple(
        Formal(p.name, p.kind, nodes.of_parameter(stack, p), p) for p in function.parameters[1:]
    )


def _keeps_parameters(bench: Bench, init: Node | None, depth: int = 5) -> bool:
    """Whether an instance certainly has an array that a transform can slice."""
    statements = [] if init is None else field_of(init, "body").parts
    for statement in statements:
        assignment = next(iter(statement.parts), None)
        if statement.kind != "expression_statement" or assignment is None:
            continue
        value = assignment.field("right") if assignment.kind == "assignment" else None
        is_kept = value is not None and field_of(assignment, "left").text.startswith("self.")
        if value is not None and is_kept and _is_array_holder(bench, value, depth):
            return True
    return False


def _is_array_holder(bench: Bench, value: Node, depth: int) -> bool:
    if value.kind != "call" or depth == 0:
        return False
    function = field_of(value, "function")
    if bench.names.nnx(function) in _WITH_PARAMETERS:
        return True
    binding = bench.names.binding(function)
    if binding is None or binding.kind is not BindingKind.CLASS:
        return False
    return _keeps_parameters(bench, method(binding.node, "__init__"), depth - 1)


def _library(bench: Bench, name: str, export: str, made: list[Arguments]) -> Submodule:
    """A layer of `flax.nnx`: its required parameters, and what the calls pass."""
    api = bench.analysis.api(export)
    listed = () if api is None or api.parameters is None else api.parameters
    passed = {_passed(given, listed) for given in made}
    if len(passed) > 1:
        raise Refused(f"calls pass other parameters to {name}", name)
    names = next(iter(passed), frozenset())
    init = tuple(
        Formal(p.name, _KINDS[p.kind], _of_library(p.name))
        for p in listed
        if p.required or p.name in names
    )
    return Submodule(
        written=name,
        label=export,
        init=init,
        call=(Formal("inputs", ParameterKind.POSITIONAL, PLAIN),),
        returned=PLAIN,
        kept=Kept.NOTHING,
        keeps_parameters=True,
    )


_KINDS = {
    releases.ParameterKind.POSITIONAL_ONLY: ParameterKind.POSITIONAL,
    releases.ParameterKind.POSITIONAL_OR_KEYWORD: ParameterKind.POSITIONAL,
    releases.ParameterKind.KEYWORD_ONLY: ParameterKind.KEYWORD_ONLY,
    releases.ParameterKind.VAR_POSITIONAL: ParameterKind.VARIADIC,
    releases.ParameterKind.VAR_KEYWORD: ParameterKind.VARIADIC_KEYWORD,
}


def _of_library(name: str) -> Value:
    return AN_RNGS if name == "rngs" else PLAIN


def _passed(given: Arguments, listed: tuple[releases.Parameter, ...]) -> frozenset[str]:
    if given.unpacks:
        raise Refused("its arguments are given by * or **, which are not in view")
    by_position = {parameter.name for parameter, _ in zip(listed, given.positional, strict=False)}
    return frozenset({*by_position, *given.keywords})
