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
from flake8_nnx_rng.semantics.values.values import PLAIN, UNKNOWN, Definition, Kept, Value
from flake8_nnx_rng.syntax.concrete import tokens
from flake8_nnx_rng.syntax.nodes import Arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.syntax.tree import Node

_WITH_PARAMETERS = frozenset(
    {"Param", "Linear", "LinearGeneral", "Conv", "ConvTranspose", "Embed", "Einsum"}
)
"""What keeps an array under every name, whatever it is told."""
_TAKES_INPUTS = frozenset({"Linear", "LinearGeneral", "Conv", "ConvTranspose", "Embed"})
"""Layers of `flax.nnx` that are called with `inputs`, in every release."""

_BUILT_IN = ("int", "float", "bool", "str")


@dataclass(frozen=True)
class Formal:
    """A parameter of a method; `parameter` is None where it is not written in view."""

    name: str
    kind: ParameterKind
    meaning: Value = UNKNOWN
    parameter: Parameter | None = None
    annotation: str = ""
    is_bare: bool = False
    """Whether its annotation is left out."""
    is_far: bool = False
    """Whether it is written in another file; `annotation` is what can be said here."""

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
    definition = bench.analysis.definition(name)
    if definition is not None and definition.node.kind == "class_definition":
        return _Reading(bench, name).submodule(definition)
    export = bench.names.nnx(name)
    if export in _TAKES_INPUTS:
        return _library(bench, name.text, export, made)
    if export is not None:
        raise Refused(f"how {name.text} is called is not in view", name.text)
    raise Refused(f"{name.text} is no class in view, so nothing says how it is called", name.text)


class _Reading:
    """Reads a class of the project that the module calls by a name."""

    def __init__(self, bench: Bench, name: Node) -> None:
        self._bench = bench
        self._name = name

    def submodule(self, definition: Definition) -> Submodule:
        """The class with the parameters of its methods; raises `Refused`."""
        name, node, flow = self._name.text, definition.node, definition.analysis.flow
        if not flow.reader.instances.is_module(node):
            raise Refused(f"{name} is not certainly an nnx.Module", name)
        init, call = _method(definition, "__init__"), _method(definition, "__call__")
        if call is None:
            raise Refused(f"{name} has no __call__ in view", name)
        if init is None and _is_decorated(node):
            raise Refused(f"{name} has no __init__ in view", name)
        function = read_function(call.node)
        return Submodule(
            written=name,
            label=field_of(node, "name").text,
            init=() if init is None else self._formals(init),
            call=self._formals(call),
            returned=call.analysis.flow.guesses.returned(function),
            kept=flow.keeping.of_class(node),
            keeps_parameters=init is not None and _keeps_parameters(init),
            call_result=None if self._is_far(call) else call.node.field("return_type"),
        )

    def _formals(self, definition: Definition) -> tuple[Formal, ...]:
        function = read_function(definition.node)
        stack = Stack(definition.node, (), function)
        nodes = definition.analysis.flow.guesses
        return tuple(
            Formal(
                p.name,
                p.kind,
                nodes.of_parameter(stack, p),
                p,
                self._said_here(p, definition),
                is_far=self._is_far(definition),
            )
            for p in function.parameters[1:]
        )

    def _is_far(self, definition: Definition) -> bool:
        return definition.analysis is not self._bench.analysis

    def _said_here(self, parameter: Parameter, definition: Definition) -> str:
        """The annotation that another file gives a parameter, if it means the same here."""
        annotation = parameter.annotation
        if annotation is None or not self._is_far(definition):
            return ""
        there = definition.analysis.module.paths(annotation)
        here = self._bench.module.paths_of(annotation.text, self._name.start)
        is_known = bool(there) or annotation.text in _BUILT_IN
        return annotation.text if is_known and there == here else ""


def _method(definition: Definition, name: str, depth: int = 10) -> Definition | None:
    """A method of a class, or of the first base in view that has it; `Refused` if unclear."""
    home, node = definition.analysis, definition.node
    found = method(node, name)
    if found is not None:
        if _is_static(found):
            raise Refused(f"{name} has a decorator that changes how it is called", name)
        return Definition(home, found)
    listed = node.field("superclasses")
    for base in listed.parts if listed is not None else []:
        if home.names.symbol(base) in (f"{NNX}.Module", "typing.Generic"):
            continue
        above = home.definition(base)
        if above is None or above.node.kind != "class_definition" or depth == 0:
            raise Refused(f"{base.text} may define {name}, and is not in view", base.text, name)
        inherited = _method(above, name, depth - 1)
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


def _keeps_parameters(init: Definition, depth: int = 5) -> bool:
    """Whether an instance certainly has an array that a transform can slice."""
    for statement in field_of(init.node, "body").parts:
        assignment = next(iter(statement.parts), None)
        if statement.kind != "expression_statement" or assignment is None:
            continue
        value = assignment.field("right") if assignment.kind == "assignment" else None
        is_kept = value is not None and field_of(assignment, "left").text.startswith("self.")
        if value is not None and is_kept and _is_array_holder(init.analysis, value, depth):
            return True
    return False


def _is_array_holder(home: Analysis, value: Node, depth: int) -> bool:
    if value.kind != "call" or depth == 0:
        return False
    function = field_of(value, "function")
    if home.names.nnx(function) in _WITH_PARAMETERS:
        return True
    definition = home.definition(function)
    if definition is None or definition.node.kind != "class_definition":
        return False
    init = method(definition.node, "__init__")
    return init is not None and _keeps_parameters(Definition(definition.analysis, init), depth - 1)


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
