"""Mistakes with how many: another size than the transform's, another number of levels."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mutations.program import Edit, Operator, Program, copied, dotted, parsed
from mutations.rng_calls import split_size
from mutations.stacks import SIZES, stacks


def change_size(program: Program) -> Iterator[Edit]:
    """Split into one more key."""
    is_free = not any(keyword.arg in SIZES for keyword in program.all(ast.keyword))
    for size in _sizes(program):
        for part in size.elts if isinstance(size, ast.Tuple) else [size]:
            larger = _one_more(program, part)
            yield Edit(f"{ast.unparse(part)} keys become one more", ((part, larger),), is_free)


def drop_level(program: Program) -> Iterator[Edit]:
    """Split for fewer or more levels than are mapped."""
    for size in _sizes(program):
        if isinstance(size, ast.Tuple) and len(size.elts) > 1:
            for part in size.elts:
                yield Edit(f"only {ast.unparse(part)} of {ast.unparse(size)}", ((size, part),))
            more = copied(size, (size.elts, [*size.elts, parsed("2")]))
            yield Edit(f"one more level than {ast.unparse(size)}", ((size, more),))
        elif not isinstance(size, ast.Tuple):
            two = ast.Tuple([size, parsed("2")], ast.Load())
            yield Edit(f"({ast.unparse(size)}, 2) for one level", ((size, two),))
    for stack in stacks(program):
        splits = [layer for layer in stack.layers if layer.is_splitting]
        mapping = [layer for layer in stack.layers if layer.is_mapping]
        for layer in mapping if len(mapping) > 1 and splits else ():
            yield Edit(f"one {layer.name} less", (stack.with_layers(stack.swapped(layer)),))


def _sizes(program: Program) -> Iterator[ast.expr]:
    for call in program.all(ast.Call):
        size = split_size(call)
        if size is not None and not isinstance(size, ast.Dict):
            yield size


def _one_more(program: Program, size: ast.expr) -> ast.expr:
    number = _number(program, size)
    return ast.BinOp(size, ast.Add(), parsed("1")) if number is None else parsed(str(number + 1))


def _number(program: Program, size: ast.expr) -> int | None:
    """The number that an expression is, or that its name is bound to."""
    if isinstance(size, ast.Constant):
        return int(size.value)
    bound = (a.value for a in program.all(ast.Assign) if dotted(a.targets[0]) == dotted(size) != "")
    values = [value.value for value in bound if isinstance(value, ast.Constant)]
    return int(values[0]) if len(values) == 1 else None


OPERATORS: dict[str, Operator] = {"change-size": change_size, "drop-level": drop_level}
