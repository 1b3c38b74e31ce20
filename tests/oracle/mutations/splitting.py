"""Mistakes with the split itself: left out, misplaced, made twice, not undone, thrown away."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import takewhile

from mutations.program import Edit, Operator, Program, copied, dotted, option, parsed, replaced
from mutations.rng_calls import is_split, method_of, receiver, split_size
from mutations.stacks import MAPPING, SPLITTING, Layer, Stack, has_state, stacks


def drop_split(program: Program) -> Iterator[Edit]:
    """Leave out a split, in whatever form it is written."""
    for stack in stacks(program):
        for layer in filter(lambda layer: layer.is_splitting, stack.layers):
            what = f"{layer.name} left out"
            yield Edit(what, (stack.with_layers(stack.swapped(layer)),))
    yield from _unsplit_blocks(program)
    for call in program.all(ast.Call):
        without = _unsplit(call)
        if without is not None:
            yield Edit(f"{ast.unparse(call)} without its split", ((call, without),))


def _unsplit_blocks(program: Program) -> Iterator[Edit]:
    for block in split_blocks(program):
        around = program.block(block)
        yield Edit("the with statement left out", ((around, replaced(around, block, *block.body)),))
    for statement in program.all(ast.Expr):
        if is_split(statement.value):
            around = program.block(statement)
            rest = replaced(around, statement) or [ast.Pass()]
            yield Edit("the bare split left out", ((around, rest),))


def _unsplit(call: ast.Call) -> ast.expr | None:
    """What is left of a call that gives split state, None for another call."""
    if method_of(call) == "fork" and option(call, "split") is not None:
        return ast.Call(call.func, call.args, [k for k in call.keywords if k.arg != "split"])
    if method_of(call) == "split" and split_size(call) is not None:
        return receiver(call)
    key = call.args[0] if call.args and dotted(call.func) == "nnx.Rngs" else None
    if isinstance(key, ast.Call) and dotted(key.func) == "jax.random.split":
        return ast.Call(call.func, [key.args[0]], call.keywords)
    return None


def swap_order(program: Program) -> Iterator[Edit]:
    """Put the split below the transform that maps."""
    for stack in stacks(program):
        for upper, lower in zip(stack.layers, stack.layers[1:], strict=False):
            if upper.is_splitting and lower.is_mapping:
                layers = _exchanged(stack, upper, lower)
                yield Edit(f"{upper.name} below {lower.name}", (stack.with_layers(layers),))


def _exchanged(stack: Stack, upper: Layer, lower: Layer) -> tuple[Layer, ...]:
    other = {id(upper): lower, id(lower): upper}
    return tuple(other.get(id(layer), layer) for layer in stack.layers)


def split_twice(program: Program) -> Iterator[Edit]:
    """Split what is split."""
    for stack in stacks(program):
        for layer in filter(lambda layer: layer.is_splitting, stack.layers):
            yield Edit("split twice", (stack.with_layers(stack.swapped(layer, layer, layer)),))
    for block in split_blocks(program):
        outer = copied(block, (block.body, [block]))
        yield Edit("two with statements", ((block, outer),))
    yield from _split_again(program)


def _split_again(program: Program) -> Iterator[Edit]:
    """Split above a mapping transform that had none, in a program that splits elsewhere."""
    size = _any_size(program)
    if size is None:
        return
    for stack in stacks(program):
        names = [layer.name for layer in stack.layers]
        if SPLITTING.isdisjoint(names) and not MAPPING.isdisjoint(names):
            added = Layer("split_rngs", parsed("nnx.split_rngs")).having("splits", size)
            if has_state(program, stack):
                change = stack.with_layers((added, *stack.layers))
                yield Edit(f"split again above {names[0]}", (change,))


def _any_size(program: Program) -> ast.expr | None:
    """A number of keys that can be written anywhere."""
    sizes = (split_size(call) for call in program.all(ast.Call))
    return next((size for size in sizes if isinstance(size, ast.Constant)), None)


def bare_split(program: Program) -> Iterator[Edit]:
    """Split in place and never restore."""
    for block in split_blocks(program):
        around = program.block(block)
        bare = ast.Expr(block.items[0].context_expr)
        yield Edit("split, never restored", ((around, replaced(around, block, bare, *block.body)),))
    for call in program.all(ast.Call):
        if dotted(call.func) == "nnx.restore_rngs":
            around = program.block(call)
            rest = replaced(around, program.statement(call)) or [ast.Pass()]
            yield Edit("restore_rngs left out", ((around, rest),))


def drop_result(program: Program) -> Iterator[Edit]:
    """Call what gives split state, and go on with the old one."""
    for call in program.all(ast.Call):
        if (old := _source_of_copy(call)) is not None:
            around, statement = program.block(call), program.statement(call)
            if isinstance(statement, ast.FunctionDef | ast.With) or _has_own_names(program, call):
                continue
            rest = copied(statement, (call, old))
            bare = [ast.Expr(call), rest]
            yield Edit(
                f"the result of {ast.unparse(call)} dropped",
                ((around, replaced(around, statement, *bare)),),
            )


def _has_own_names(program: Program, node: ast.AST) -> bool:
    """Whether something within the statement may bind the names that a node reads."""
    within = takewhile(lambda above: not isinstance(above, ast.stmt), program.above(node))
    return any(isinstance(above, ast.Lambda | ast.ListComp | ast.DictComp) for above in within)


def _source_of_copy(call: ast.Call) -> ast.expr | None:
    """What a call copies, None for one that gives no copy of RNG state."""
    if receiver(call) is not None:
        return receiver(call) if split_size(call) is not None else None
    pure = option(call, "graph") or option(call, "graph_updates")
    return call.args[0] if is_split(call) and call.args and pure is not None else None


def split_blocks(program: Program) -> list[ast.With]:
    """The `with` statements that split."""
    return [b for b in program.all(ast.With) if is_split(b.items[0].context_expr)]


OPERATORS: dict[str, Operator] = {
    "drop-split": drop_split,
    "swap-order": swap_order,
    "split-twice": split_twice,
    "bare-split": bare_split,
    "drop-result": drop_result,
}
