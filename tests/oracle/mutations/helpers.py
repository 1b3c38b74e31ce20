"""Mistakes in what a transformed function calls: a helper that has constants of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mutations.program import Edit, Operator, Program, copied, dotted, parsed
from mutations.stacks import stacks

_CONSTANT = "nnx.Rngs(0)"
_SEEDING = {"key": "jax.random.key(0)", "seed": "0"}


def left_out(program: Program) -> Iterator[Edit]:
    """Call a helper without the Rngs, key or seed that it can do without."""
    for call in program.all(ast.Call):
        function = _called(program, call)
        if function is None:
            continue
        optional = set(_optional(function))
        names = _parameters(function)
        last = len(call.args) - 1
        if 0 <= last < len(names) and names[last] in optional and not call.keywords:
            yield Edit(f"{names[last]!r} left out", ((call.args, call.args[:-1]),))
        for keyword in call.keywords:
            if keyword.arg in optional:
                kept = [other for other in call.keywords if other is not keyword]
                yield Edit(f"{keyword.arg!r} left out", ((call.keywords, kept),))


def own_constant(program: Program) -> Iterator[Edit]:
    """Make the Rngs of a helper from a constant, whatever it is given."""
    transformed = {id(stack.function) for stack in stacks(program)}
    for call in program.all(ast.Call):
        function = program.function_around(call)
        if dotted(call.func) != "nnx.Rngs" or function is None or id(function) in transformed:
            continue
        seeds = [dotted(seed) for seed in call.args]
        if len(seeds) == 1 and not call.keywords and seeds[0] in _parameters(function):
            yield Edit("the helper has its own seed", ((call, parsed(_CONSTANT)),))


def constant_argument(program: Program) -> Iterator[Edit]:
    """Hand a helper a constant key or seed instead of that of the lane."""
    for stack in stacks(program):
        own = {parameter.arg for parameter in stack.parameters}
        inside = ast.walk(stack.function) if stack.function is not None else ()
        for call in [node for node in inside if isinstance(node, ast.Call)]:
            function = _called(program, call)
            names = [] if function is None else _parameters(function)
            for name, passed in zip(names, call.args, strict=False):
                if name in _SEEDING and dotted(passed) in own:
                    changed = copied(call, (passed, parsed(_SEEDING[name])))
                    yield Edit(f"a constant {name} for the helper", ((call, changed),))


def _called(program: Program, call: ast.Call) -> ast.FunctionDef | None:
    """The function of the program that a call runs, be it a method or an `__init__`."""
    name = dotted(call.func).rpartition(".")[2]
    known = program.classes.get(name)
    methods = known.body if known is not None else []
    inits = (m for m in methods if isinstance(m, ast.FunctionDef) and m.name == "__init__")
    return next(inits, None) if known is not None else program.functions.get(name)


def _parameters(function: ast.FunctionDef) -> list[str]:
    names = [parameter.arg for parameter in function.args.args]
    return names[1:] if names[:1] == ["self"] else names


def _optional(function: ast.FunctionDef) -> Iterator[str]:
    """The parameters that have a default."""
    count = len(function.args.defaults)
    yield from (p.arg for p in function.args.args[-count:] if count)
    keyword_only = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    yield from (p.arg for p, default in keyword_only if default is not None)


OPERATORS: dict[str, Operator] = {
    "left-out": left_out,
    "own-constant": own_constant,
    "constant-argument": constant_argument,
}
