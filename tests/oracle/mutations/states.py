"""Mistakes with the states of `nnx.split`: the new one is not returned, or not taken."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from mutations.program import Edit, Operator, Program, dotted


def drop_state(program: Program) -> Iterator[Edit]:
    """Leave the new state out of what a function returns, or take no notice of it."""
    for function in program.all(ast.FunctionDef):
        returned = [node for node in ast.walk(function) if isinstance(node, ast.Return)]
        value = returned[-1].value if returned else None
        if not isinstance(value, ast.Tuple) or len(returned) != 1:
            continue
        targets = _targets(program, function, len(value.elts))
        for index, element in enumerate(value.elts) if targets else ():
            if not all(_is_given_back(program, target, index) for target in targets):
                continue
            if _is_state(function, element):
                yield Edit("the new state is not returned", _shortened(index, value, *targets))
                unused = [(t.elts[index], ast.Name("_", ast.Store())) for t in targets]
                yield Edit("the new state is not taken", tuple(unused))


def _targets(program: Program, function: ast.FunctionDef, count: int) -> list[ast.Tuple]:
    """What the calls of a function are unpacked into; nothing if it is used otherwise."""
    found = []
    for name in [n for n in program.all(ast.Name) if n.id == function.name]:
        call = program.parents[id(name)]
        if not isinstance(call, ast.Call) or call.func is not name:
            return []
        statement = program.parents[id(call)]
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if not isinstance(target, ast.Tuple) or len(target.elts) != count:
            return []
        found.append(target)
    return found


def _is_given_back(program: Program, target: ast.Tuple, index: int) -> bool:
    """Whether a call is given what it is to give back, so that there is an old one."""
    statement = program.statement(target)
    call = statement.value if isinstance(statement, ast.Assign) else None
    passed = call.args if isinstance(call, ast.Call) else []
    return dotted(target.elts[index]) in map(dotted, passed)


def _is_state(function: ast.FunctionDef, element: ast.expr) -> bool:
    """Whether this is `nnx.state(model)`, or what `nnx.split(model)` gave."""
    if isinstance(element, ast.Call):
        return dotted(element.func) == "nnx.state"
    assigned = (node for node in ast.walk(function) if isinstance(node, ast.Assign))
    split = [n for n in assigned if isinstance(n.value, ast.Call) and _gives_state(n)]
    names = {dotted(part) for node in split for part in ast.walk(node.targets[0])}
    return dotted(element) in names - {"", "_"}


def _gives_state(statement: ast.Assign) -> bool:
    """Whether this is `_, state = nnx.split(model)` or `y, new = helper(graphdef, state, x)`.

    So is `y, (_, state) = graphdef.apply(state)(x)`.
    """
    assert isinstance(statement.value, ast.Call)
    called = statement.value.func
    if isinstance(called, ast.Call):
        return dotted(called.func) == "graphdef.apply"
    names = {dotted(passed) for passed in statement.value.args}
    is_of_state = any(name.endswith("state") for name in names)
    return dotted(statement.value.func) == "nnx.split" or is_of_state


def _shortened(index: int, *tuples: ast.Tuple) -> tuple[tuple[Any, Any], ...]:
    """The changes that leave one element out of each of some tuples."""
    changes: list[tuple[Any, Any]] = []
    for whole in tuples:
        rest = [*whole.elts[:index], *whole.elts[index + 1 :]]
        changes.append((whole, rest[0]) if len(rest) == 1 else (whole.elts, rest))
    return tuple(changes)


def keep_state(program: Program) -> Iterator[Edit]:
    """Let each step of a loop of JAX hand on the state that it got."""
    for call in program.all(ast.Call):
        place = _LOOPS.get(dotted(call.func))
        step = None if place is None else call.args[place[0]]
        for function in program.all(ast.FunctionDef):
            if place is None or not isinstance(step, ast.Name) or function.name != step.id:
                continue
            old = ast.unparse(function.args.args[place[1]])
            for statement in (n for n in ast.walk(function) if isinstance(n, ast.Return)):
                for new in (n for n in ast.walk(statement) if _is_new_state(n)):
                    kept = ast.Name(_state_of(function) or old)
                    yield Edit("each step hands on the state that it got", ((new, kept),))


_LOOPS = {"jax.lax.scan": (0, 0), "jax.lax.fori_loop": (2, 1), "jax.lax.while_loop": (1, 0)}
"""Where a loop takes its step, and where that takes what is carried."""


def _is_new_state(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and dotted(node.func) == "nnx.state"


def _state_of(function: ast.FunctionDef) -> str | None:
    """The name of the state in what is unpacked from the carry."""
    unpacked = (n for n in ast.walk(function) if isinstance(n, ast.Tuple))
    stored = [n for n in unpacked if isinstance(n.ctx, ast.Store)]
    names = (dotted(part) for node in stored for part in node.elts)
    return next((name for name in names if name.endswith("state")), None)


OPERATORS: dict[str, Operator] = {"drop-state": drop_state, "keep-state": keep_state}
