"""Mistakes with what a function takes: state of outside that is used instead of passed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mutations.axes import maps, written_axes
from mutations.program import Edit, Operator, Program, copied, dotted, renamed, replaced
from mutations.stacks import Layer, Stack, calls, is_rngs, is_state, is_used_elsewhere, stacks

_UNCLEAR = {"static_argnums", "static_argnames", "argnums", "donate_argnums", "in_shardings"}
_DIFFERENTIATING = {"grad", "value_and_grad", "custom_vjp", "shard_map"}


@dataclass(frozen=True)
class Capture:
    """A parameter that is left out, and the variable of outside that is used in its place."""

    stack: Stack
    index: int
    outer: ast.expr
    calls: list[ast.Call]

    @property
    def what(self) -> str:
        """What is done, in words."""
        return f"{dotted(self.outer)} captured, not passed"

    def shorter_calls(self) -> list[tuple[Any, Any]]:
        """The changes that leave the argument out of the calls."""
        return [(c.args, [*c.args[: self.index], *c.args[self.index + 1 :]]) for c in self.calls]

    def arguments(self, function: Any) -> list[tuple[Any, Any]]:
        """The change that leaves the parameter out of the function."""
        kept = function.args.args
        return [(kept, [*kept[: self.index], *kept[self.index + 1 :]])]


def capture(program: Program) -> Iterator[Edit]:
    """Use the caller's Rngs or module from inside a transformed function."""
    for stack in stacks(program):
        for found in _captures(program, stack):
            layers = _narrowed(found)
            if layers is None:
                continue
            if isinstance(stack.function, ast.Lambda):
                yield from _in_lambda(program, found, layers)
            elif stack.function is not None and not is_used_elsewhere(program, stack):
                yield from _in_function(program, found, layers)


def _captures(program: Program, stack: Stack) -> Iterator[Capture]:
    seen = calls(program, stack)
    if not seen or stack.is_class or any(call.keywords for call in seen):
        return
    for index, parameter in enumerate(stack.parameters):
        if not is_state(program, stack, parameter) or any(len(call.args) <= index for call in seen):
            continue
        passed = [call.args[index] for call in seen]
        if len({ast.dump(node) for node in passed}) == 1 and _is_variable(program, passed[0]):
            yield Capture(stack, index, passed[0], seen)


def _is_variable(program: Program, node: ast.expr) -> bool:
    """Whether an expression is a variable that a statement binds."""
    targets = (t for s in program.all(ast.Assign) for target in s.targets for t in ast.walk(target))
    return any(isinstance(t, ast.Name) and t.id == dotted(node) for t in targets)


def _narrowed(found: Capture) -> tuple[Layer, ...] | None:
    """The layers for one parameter less, None where they would have nothing to map."""
    layers = []
    for layer in found.stack.layers:
        if not layer.name or any(layer.option(name) is not None for name in _UNCLEAR):
            return None
        if layer.name in _DIFFERENTIATING and found.index == 0:
            return None
        if not layer.is_mapping:
            layers.append(layer)
            continue
        axes = written_axes(found.stack, layer)
        if axes is None or len(axes) < 2 or len(axes) != len(found.stack.parameters):
            return None
        rest = [*axes[: found.index], *axes[found.index + 1 :]]
        if not _is_shared(found, axes[found.index]) or not any(map(maps, rest)):
            return None
        layers.append(_with_axes(layer, rest))
    return tuple(layers)


def _is_shared(found: Capture, axis: ast.expr) -> bool:
    """Whether only the RNG state of what is left out had lanes."""
    shared = ast.unparse(axis) == "None" or "...: None" in ast.unparse(axis)
    return shared or (is_rngs(found.stack.parameters[found.index]) and maps(axis))


def _with_axes(layer: Layer, axes: list[ast.expr]) -> Layer:
    if layer.option("in_axes") is None and layer.name != "scan":
        return layer
    return layer.having("in_axes", ast.Tuple(axes, ast.Load()))


def _in_lambda(program: Program, found: Capture, layers: tuple[Layer, ...]) -> Iterator[Edit]:
    """The variable read by a lambda that stands where it is bound."""
    function: Any = found.stack.function
    if program.function_around(function) is not program.function_around(found.calls[0]):
        return
    old = function.args.args[found.index].arg
    body = renamed(function.body, old, found.outer)
    inner = copied(function, (function.body, body), *found.arguments(function))
    changes = [found.stack.with_layers(layers, inner)]
    yield Edit(found.what, (*changes, *found.shorter_calls()))


def _in_function(program: Program, found: Capture, layers: tuple[Layer, ...]) -> Iterator[Edit]:
    """The function moved next to its first call, where the variable is."""
    function: Any = found.stack.function
    caller = program.function_around(found.calls[0])
    if caller is None or any(program.function_around(c) is not caller for c in found.calls):
        return
    if found.stack.inner is not None and program.function_around(found.stack.place) is not caller:
        return
    old = function.args.args[found.index].arg
    body = [renamed(statement, old, found.outer) for statement in function.body]
    changes = [(function.body, body), *found.arguments(function)]
    place, decorators = found.stack.with_layers(layers)
    if found.stack.inner is None:
        changes.append((place, decorators))
    moved = copied(function, *changes)
    first = program.statement(found.calls[0] if found.stack.inner is None else found.stack.place)
    if first not in caller.body or function not in program.tree.body:
        return
    in_calls = found.shorter_calls()
    if found.stack.inner is not None:
        in_calls.append((place, decorators))
    inside = [copied(statement, *in_calls) for statement in caller.body]
    at = caller.body.index(first)
    new_caller = copied(caller, (caller.body, [*inside[:at], moved, *inside[at:]]))
    rest = replaced(replaced(program.tree.body, function), caller, new_caller)
    yield Edit(found.what, ((program.tree.body, rest),))


OPERATORS: dict[str, Operator] = {"capture": capture}
