"""Transforms around a function as a list of layers, however they are written."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from mutations.program import FunctionNode, Program, dotted, mentions, parsed

MAPPING = {"vmap", "pmap", "scan"}
SPLITTING = {"split_rngs", "fork_rngs", "with_rngs"}
OTHER = {"jit", "grad", "value_and_grad", "remat", "checkpoint", "shard_map", "custom_vjp"}
SIZES = ("axis_size", "length")
_STATE = re.compile(r"(.*_)?(rngs?|model|net|layers?|dropout|module|block|blocks|stack|cell)")
_OF_ARRAYS = {"shape", "dtype", "ndim", "at", "T", "mean", "sum", "reshape", "astype"}


@dataclass(frozen=True)
class Layer:
    """One transform; `name` is empty for what is none of `flax.nnx`.

    `form` is how it was written: as a decorator or a call that gives one ("curried"), by
    `functools.partial`, or with the function as its argument ("direct").
    """

    name: str
    written: ast.expr
    keywords: tuple[ast.keyword, ...] = ()
    rest: tuple[ast.expr, ...] = ()
    form: str = "curried"
    module: str = "nnx"

    @property
    def is_mapping(self) -> bool:
        """Whether it maps over an axis."""
        return self.name in MAPPING

    @property
    def is_splitting(self) -> bool:
        """Whether it splits RNG state."""
        return self.name in SPLITTING

    @property
    def has_size(self) -> bool:
        """Whether it says how many lanes there are."""
        return any(self.option(name) is not None for name in SIZES)

    def option(self, name: str) -> Any:
        """The value of a keyword, None if it is not there."""
        return next((k.value for k in self.keywords if k.arg == name), None)

    def having(self, name: str, value: ast.expr | None) -> Layer:
        """The layer with a keyword changed, added, or with None taken away."""
        added = () if value is None else (ast.keyword(arg=name, value=value),)
        if self.option(name) is None:
            return replace(self, keywords=self.keywords + added)
        kept = ((k,) if k.arg != name else added for k in self.keywords)
        return replace(self, keywords=tuple(k for group in kept for k in group))

    def decorator(self) -> ast.expr:
        """The layer as a decorator."""
        if not self.name:
            return self.written
        transform = parsed(f"{self.module}.{self.name}")
        if not self.keywords:
            return transform
        if self.form == "partial" or self.module != "nnx":
            partial = parsed("functools.partial")
            return ast.Call(func=partial, args=[transform], keywords=[*self.keywords])
        return ast.Call(func=transform, args=[], keywords=[*self.keywords])

    def applied(self, function: ast.expr) -> ast.expr:
        """The layer around a function in an expression."""
        if self.form == "direct" or self.module != "nnx":
            transform = parsed(f"{self.module}.{self.name}")
            return ast.Call(transform, [function, *self.rest], [*self.keywords])
        return ast.Call(self.decorator(), [function], [])


@dataclass(frozen=True)
class Stack:
    """Layers, the outermost first, around a function.

    `place` is the list of decorators or the expression that they are written in; `inner` is the
    function as it stands in that expression.
    """

    layers: tuple[Layer, ...]
    place: list[ast.expr] | ast.expr
    function: FunctionNode | None
    inner: ast.expr | None = None
    is_class: bool = False

    @property
    def parameters(self) -> list[ast.arg]:
        """What the function takes by position."""
        if self.function is None:
            return []
        return self.function.args.args[1 if self.is_class else 0 :]

    def with_layers(self, layers: tuple[Layer, ...], inner: Any = None) -> tuple[Any, Any]:
        """The change of the tree that gives the stack other layers."""
        if self.inner is None:
            return self.place, [layer.decorator() for layer in layers]
        expression = inner or self.inner
        for layer in reversed(layers):
            expression = layer.applied(expression)
        return self.place, expression

    def swapped(self, old: Layer, *new: Layer) -> tuple[Layer, ...]:
        """The layers with others in the place of one."""
        return tuple(kept for item in self.layers for kept in (new if item is old else (item,)))


def stacks(program: Program) -> Iterator[Stack]:
    """All stacks of a program, decorated functions first."""
    for function in program.all(ast.FunctionDef):
        layers = tuple(_decorator(node) for node in function.decorator_list)
        if any(layer.name for layer in layers):
            yield Stack(layers, function.decorator_list, function)
    inner: set[int] = set()
    for call in program.all(ast.Call):
        if id(call) not in inner and (layer := _application(call)) is not None:
            yield _applied(program, call, layer, inner)


def is_state(program: Program, stack: Stack, parameter: ast.arg) -> bool:
    """Whether a parameter takes an Rngs or a module: by its annotation, its name or its use."""
    if parameter.annotation is not None:
        written = ast.unparse(parameter.annotation)
        return any(name in written for name in ("nnx.", "Rngs", *program.classes))
    if _STATE.fullmatch(parameter.arg):
        return True
    body = ast.walk(stack.function) if stack.function is not None else []
    return any(_is_used_as_state(node, parameter.arg) for node in body)


def _is_used_as_state(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.Call):
        return dotted(node.func) == name
    is_attribute = isinstance(node, ast.Attribute) and dotted(node.value) == name
    return is_attribute and node.attr not in _OF_ARRAYS


def is_rngs(parameter: ast.arg) -> bool:
    """Whether a parameter takes an Rngs."""
    if parameter.annotation is not None:
        return "Rngs" in ast.unparse(parameter.annotation)
    return parameter.arg.endswith("rngs")


def has_state(program: Program, stack: Stack) -> bool:
    """Whether any parameter of the function takes an Rngs or a module."""
    return not stack.parameters or any(is_state(program, stack, p) for p in stack.parameters)


def calls(program: Program, stack: Stack) -> list[ast.Call]:
    """The calls of a transformed function that can be seen."""
    if stack.inner is None:
        assert isinstance(stack.function, ast.FunctionDef)
        return _calls_of(program, stack.function.name)
    assert isinstance(stack.place, ast.expr)
    around = program.parents[id(stack.place)]
    if isinstance(around, ast.Call) and around.func is stack.place:
        return [around]
    if isinstance(around, ast.Assign) and isinstance(around.targets[0], ast.Name):
        return _calls_of(program, around.targets[0].id)
    return []


def is_used_elsewhere(program: Program, stack: Stack) -> bool:
    """Whether the function is also used without the stack."""
    if not isinstance(stack.function, ast.FunctionDef):
        return False
    expected = len(calls(program, stack)) if stack.inner is None else 1
    names = [n for n in program.all(ast.Name) if n.id == stack.function.name]
    return len(names) != expected or not mentions(program.tree, stack.function.name)


def _calls_of(program: Program, name: str) -> list[ast.Call]:
    return [call for call in program.all(ast.Call) if dotted(call.func) == name]


def _transform(node: ast.AST) -> str:
    module, _, name = dotted(node).rpartition(".")
    known = MAPPING | SPLITTING | OTHER
    return name if module in ("nnx", "flax.nnx") and name in known else ""


def _decorator(node: ast.expr) -> Layer:
    if name := _transform(node):
        return Layer(name, node)
    if isinstance(node, ast.Call):
        if (name := _transform(node.func)) and not node.args:
            return Layer(name, node, tuple(node.keywords))
        partial = dotted(node.func) in ("partial", "functools.partial") and len(node.args) == 1
        if partial and (name := _transform(node.args[0])):
            return Layer(name, node, tuple(node.keywords), form="partial")
    return Layer("", node)


def _application(call: ast.Call) -> Layer | None:
    """The layer that a call puts around its argument."""
    if not call.args:
        return None
    name = _transform(call.func)
    if name and name not in SPLITTING:
        return Layer(name, call, tuple(call.keywords), tuple(call.args[1:]), "direct")
    if isinstance(call.func, ast.Call) and len(call.args) == 1 and not call.keywords:
        layer = _decorator(call.func)
        return layer if layer.name else None
    return None


def _applied(program: Program, call: ast.Call, layer: Layer, inner: set[int]) -> Stack:
    layers, function = [layer], call.args[0]
    while isinstance(function, ast.Call) and (below := _application(function)) is not None:
        inner.add(id(function))
        layers.append(below)
        function = function.args[0]
    known, is_class = _definition(program, function)
    return Stack(tuple(layers), call, known, function, is_class)


def _definition(program: Program, node: ast.expr) -> tuple[FunctionNode | None, bool]:
    if isinstance(node, ast.Lambda):
        return node, False
    owner, _, name = dotted(node).rpartition(".")
    if not owner and name in program.functions:
        return program.functions[name], False
    known = program.classes.get(owner or name)
    wanted = name if owner else "__init__"
    methods = known.body if known is not None else []
    found = (m for m in methods if isinstance(m, ast.FunctionDef) and m.name == wanted)
    return next(found, None), not owner
