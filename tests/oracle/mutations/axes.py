"""Mistakes with axes: state that is broadcast instead of mapped or carried."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mutations.program import Edit, Operator, Program, dotted, parsed
from mutations.stacks import Layer, Stack, is_rngs, is_state, stacks

_CARRY = "nnx.Carry"


def broadcast_axis(program: Program) -> Iterator[Edit]:
    """Broadcast mapped RNG state, the split left where it is."""
    yield from _broadcast(program, unsplit=False)
    yield from _state_axes(program, "0")


def broadcast_unsplit(program: Program) -> Iterator[Edit]:
    """Broadcast RNG state instead of splitting and mapping it."""
    yield from _broadcast(program, unsplit=True)


def _broadcast(program: Program, *, unsplit: bool) -> Iterator[Edit]:
    for stack in stacks(program):
        if unsplit and not any(layer.is_splitting for layer in stack.layers):
            continue
        for layer in filter(lambda layer: layer.is_mapping, stack.layers):
            for what, axes in _broadcasts(stack, layer):
                layers = stack.swapped(layer, layer.having("in_axes", axes))
                kept = tuple(la for la in layers if not (unsplit and la.is_splitting))
                yield Edit(f"{layer.name} broadcasts {what}", (stack.with_layers(kept),))


def _broadcasts(stack: Stack, layer: Layer) -> Iterator[tuple[str, ast.expr]]:
    """The parameters that may be broadcast, with the axes to write."""
    axes, parameters = written_axes(stack, layer), stack.parameters
    if axes is None or len(axes) != len(parameters):
        return
    for index, (parameter, axis) in enumerate(zip(parameters, axes, strict=True)):
        if not _is_index(axis) or not is_rngs(parameter):  # a module's parameters have lanes too
            continue
        others = [*axes[:index], parsed("None"), *axes[index + 1 :]]
        if any(map(maps, others)) or layer.has_size:
            single = len(others) == 1 and layer.option("in_axes") is None
            shown = parsed("None") if single else ast.Tuple(others, ast.Load())
            yield parameter.arg, shown


def written_axes(stack: Stack, layer: Layer) -> list[ast.expr] | None:
    """The axis of each parameter, None where that cannot be told."""
    axes, count = layer.option("in_axes"), len(stack.parameters)
    if isinstance(axes, ast.Tuple):
        return axes.elts
    if axes is None and layer.name == "scan":
        return [parsed(_CARRY), *(parsed("0") for _ in range(count - 1))][:count]
    if axes is None or _is_index(axes):
        return [parsed("0") if axes is None else axes for _ in range(count)]
    return [axes] if count == 1 else None


def _is_index(axis: ast.expr) -> bool:
    return isinstance(axis, ast.Constant) and isinstance(axis.value, int)


def maps(axis: ast.expr) -> bool:
    """Whether an argument with this axis brings lanes along."""
    return ast.unparse(axis) not in ("None", _CARRY)


def _state_axes(program: Program, axis: str) -> Iterator[Edit]:
    """The entries of StateAxes for RNG state that have this axis, broadcast."""
    for call in program.all(ast.Call):
        if dotted(call.func) != "nnx.StateAxes" or not call.args:
            continue
        entries = call.args[0]
        assert isinstance(entries, ast.Dict)
        for key, value in zip(entries.keys, entries.values, strict=True):
            assert key is not None
            if ast.unparse(value) == axis and ast.unparse(key) not in ("nnx.Param", "..."):
                what = f"{ast.unparse(key)} of StateAxes at None, not {axis}"
                yield Edit(what, ((value, parsed("None")),))


def replace_carry(program: Program) -> Iterator[Edit]:
    """Broadcast RNG state that was carried."""
    yield from _state_axes(program, _CARRY)
    for call in program.all(ast.Call):
        if (
            dotted(call.func) == "nnx.StateAxes"
            and ast.unparse(call) == f"nnx.StateAxes({{...: {_CARRY}}})"
        ):
            yield Edit(
                "everything in StateAxes at None", ((call.args[0].values[0], parsed("None")),)
            )
    for stack in stacks(program):
        for layer in stack.layers:
            if layer.name == "scan":
                yield from _uncarried(program, stack, layer)


def _uncarried(program: Program, stack: Stack, layer: Layer) -> Iterator[Edit]:
    """A scan whose carry is the RNG state, without a carry: all of its axes and returns."""
    axes, function = written_axes(stack, layer), stack.function
    if axes is None or len(axes) < 2 or not isinstance(function, ast.FunctionDef):
        return
    carried = [n for n, axis in enumerate(axes) if dotted(axis) == _CARRY]
    if len(carried) != 1 or not is_state(program, stack, stack.parameters[carried[0]]):
        return
    returns = [n for n in ast.walk(function) if isinstance(n, ast.Return)]
    if len(returns) != 1 or not _is_pair(returns[0].value):
        return
    unpacked = list(_unpacked(program, function.name))
    out = layer.option("out_axes")
    after = out.elts[1] if isinstance(out, ast.Tuple) else parsed("0")
    inner = [parsed("None") if n in carried else axis for n, axis in enumerate(axes)]
    changed = layer.having("in_axes", ast.Tuple(inner, ast.Load())).having("out_axes", after)
    if unpacked and stack.inner is None:
        yield Edit(
            f"{stack.parameters[carried[0]].arg} broadcast, not carried",
            (
                stack.with_layers(stack.swapped(layer, changed)),
                (returns[0].value, returns[0].value.elts[1]),
                *((target, target.elts[1]) for target in unpacked),
            ),
        )


def _is_pair(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Tuple) and len(node.elts) == 2


def _unpacked(program: Program, name: str) -> Iterator[ast.Tuple]:
    """The pairs that calls of a function are unpacked to."""
    for statement in program.all(ast.Assign):
        target, value = statement.targets[0], statement.value
        if isinstance(value, ast.Call) and dotted(value.func) == name and _is_pair(target):
            yield target


OPERATORS: dict[str, Operator] = {
    "broadcast-axis": broadcast_axis,
    "broadcast-unsplit": broadcast_unsplit,
    "replace-carry": replace_carry,
}
