"""Mistakes with the transform: that of JAX in place of NNX's, a bound method in one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from mutations.axes import maps, written_axes
from mutations.program import Edit, Operator, Program, dotted, parsed
from mutations.stacks import Layer, Stack, calls, has_state, stacks

_RAW = {
    "jit": "jit",
    "vmap": "vmap",
    "pmap": "pmap",
    "grad": "grad",
    "value_and_grad": "value_and_grad",
    "remat": "checkpoint",
    "checkpoint": "checkpoint",
}
_LOOPS = ("cond", "switch", "while_loop", "fori_loop")


def raw_jax(program: Program) -> Iterator[Edit]:
    """Take the transform of JAX for that of NNX."""
    for stack in stacks(program):
        if not has_state(program, stack):
            continue
        for layer in stack.layers:
            if layer.name in _RAW and _is_taken_by_jax(layer):
                raw = replace(layer, name=_RAW[layer.name], module="jax")
                yield Edit(f"jax.{raw.name}", (stack.with_layers(stack.swapped(layer, raw)),))
    for call in program.all(ast.Call):
        module, _, name = dotted(call.func).rpartition(".")
        if module == "nnx" and name in _LOOPS:
            yield Edit(f"jax.lax.{name}", ((call.func, parsed(f"jax.lax.{name}")),))


def _is_taken_by_jax(layer: Layer) -> bool:
    """Whether JAX would take the options: no modes of graphs, no StateAxes or names of them."""
    if any(layer.option(name) is not None for name in ("graph", "graph_updates")):
        return False
    options = [layer.option(name) for name in ("in_axes", "out_axes", "argnums")]
    parts = [part for option in options if option is not None for part in ast.walk(option)]
    return not any(isinstance(part, ast.Call | ast.Name) for part in parts)


def bound_method(program: Program) -> Iterator[Edit]:
    """Transform a method of a module instead of passing the module."""
    for stack in stacks(program):
        method = _only_calls_a_method(stack)
        if method is None or not all(layer.name for layer in stack.layers):
            continue
        layers = [_without_first(stack, layer) for layer in stack.layers if not layer.is_splitting]
        seen = calls(program, stack)
        if not layers or None in layers or not seen:
            continue
        if all(_passes_a_variable(call, len(stack.parameters)) for call in seen):
            for name in (f".{method}", "") if method == "__call__" else (f".{method}",):
                changes = [_bound(call, layers, name) for call in seen]
                yield Edit(f"{layers[0].name} of a bound method", tuple(changes))


def _passes_a_variable(call: ast.Call, count: int) -> bool:
    return len(call.args) == count and not call.keywords and isinstance(call.args[0], ast.Name)


def _bound(call: ast.Call, layers: list[Any], name: str) -> tuple[ast.Call, ast.Call]:
    """The change that calls the transformed method, or with no name the transformed module."""
    method = parsed(f"{dotted(call.args[0])}{name}")
    return call, ast.Call(_applied(layers, method), call.args[1:], [])


def _applied(layers: list[Any], function: ast.expr) -> ast.expr:
    for layer in reversed(layers):
        function = layer.applied(function)
    return function


def _only_calls_a_method(stack: Stack) -> str | None:
    """The method of its first parameter that a function calls with all its other ones."""
    function = stack.function
    if isinstance(function, ast.Lambda):
        value: Any = function.body
    elif function is not None and isinstance(function.body[-1], ast.Return):
        value = function.body[-1].value if len(function.body) == 1 else None
    else:
        return None
    names = [parameter.arg for parameter in stack.parameters]
    if not isinstance(value, ast.Call) or value.keywords or not names:
        return None
    if [dotted(argument) for argument in value.args] != names[1:]:
        return None
    owner, _, method = dotted(value.func).rpartition(".")
    if dotted(value.func) == names[0]:
        return "__call__"
    return method if owner == names[0] else None


def _without_first(stack: Stack, layer: Layer) -> Layer | None:
    """The layer for all parameters but the first."""
    if not layer.is_mapping:
        return layer
    axes = written_axes(stack, layer)
    if layer.name == "scan" or axes is None or not any(map(maps, axes[1:])):
        return None
    if layer.option("in_axes") is None:
        return layer
    return layer.having("in_axes", ast.Tuple(axes[1:], ast.Load()))


OPERATORS: dict[str, Operator] = {"raw-jax": raw_jax, "bound-method": bound_method}
