"""Mistakes with the names of streams, and streams that are made anew in each lane or call."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mutations.program import Edit, Operator, Program, copied, dotted, option, parsed, renamed
from mutations.stacks import is_rngs, stacks

_CONSTANT = "nnx.Rngs(0)"


def misname_stream(program: Program) -> Iterator[Edit]:
    """Select a stream that the Rngs does not have."""
    names = list(_selected(program))
    for name in names:
        wrong = ast.Constant(f"{name.value}s")
        yield Edit(f"stream {name.value!r} misnamed", ((name, wrong),))
    for call in program.all(ast.Call) if names else ():
        if dotted(call.func) == "nnx.Rngs" and call.keywords and not call.args:
            yield Edit("all streams from the default one", ((call, parsed(_CONSTANT)),))


def _selected(program: Program) -> Iterator[ast.Constant]:
    """The names of streams that filters select."""
    for call in program.all(ast.Call):
        only = option(call, "only")
        yield from _names(only) if only is not None else ()
        if dotted(call.func) == "nnx.StateAxes" and call.args:
            entries = call.args[0]
            assert isinstance(entries, ast.Dict)
            for key in entries.keys:
                yield from _names(key) if isinstance(key, ast.Constant) else ()


def _names(node: ast.AST) -> Iterator[ast.Constant]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part


def constant_rngs(program: Program) -> Iterator[Edit]:
    """Make a new Rngs inside a transformed function instead of using the one passed."""
    for stack in stacks(program):
        if all(layer.is_splitting or not layer.name for layer in stack.layers):
            continue
        for parameter in filter(is_rngs, stack.parameters):
            function = stack.function
            if _is_handed_on(function, parameter.arg):
                continue
            if isinstance(function, ast.Lambda):
                inside = renamed(function.body, parameter.arg, parsed(_CONSTANT))
                yield Edit("a constant Rngs inside", ((function.body, inside),))
            elif function is not None:
                made = ast.parse(f"{parameter.arg} = {_CONSTANT}").body
                yield Edit("a constant Rngs inside", ((function.body, [*made, *function.body]),))


def _is_handed_on(function: ast.AST | None, name: str) -> bool:
    """Whether a function returns its parameter, as a scan does with its carry."""
    returned = (
        (n.value for n in ast.walk(function) if isinstance(n, ast.Return)) if function else ()
    )
    parts = [
        part for value in returned if value is not None for part in getattr(value, "elts", [value])
    ]
    return any(dotted(part) == name for part in parts)


def default_argument(program: Program) -> Iterator[Edit]:
    """Make the Rngs the default of a parameter and call without it."""
    mapped = set(_mapped(program))
    for function in program.all(ast.FunctionDef):
        arguments = function.args
        last = arguments.args[-1] if arguments.args else None
        if last is None or not is_rngs(last) or arguments.defaults or arguments.kwonlyargs:
            continue
        position = len(arguments.args)
        calls = [call for call in program.all(ast.Call) if dotted(call.func) == function.name]
        if position == 1 and function.name in mapped:  # there would be nothing left to map
            continue
        if calls and all(len(call.args) == position for call in calls):
            shorter = [(call, copied(call, (call.args, call.args[:-1]))) for call in calls]
            default = (arguments.defaults, [parsed(_CONSTANT)])
            yield Edit("the Rngs as a default argument", (default, *shorter))


def _mapped(program: Program) -> Iterator[str]:
    """The names of functions in a mapping transform."""
    for stack in stacks(program):
        maps = any(layer.is_mapping for layer in stack.layers)
        if maps and isinstance(stack.function, ast.FunctionDef):
            yield stack.function.name


OPERATORS: dict[str, Operator] = {
    "misname-stream": misname_stream,
    "constant-rngs": constant_rngs,
    "default-argument": default_argument,
}
