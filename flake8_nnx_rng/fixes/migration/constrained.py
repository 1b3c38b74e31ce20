"""`nnx.jit(constrain_state=...)` of Flax 0.8.x: shardings that the jitted function sees to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.argument_list import ArgumentList
from flake8_nnx_rng.fixes.fix import Edit, Fix, safe, unsafe
from flake8_nnx_rng.fixes.migration.helpers import Helper
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.semantics.program.uses import Form
from flake8_nnx_rng.semantics.releases.eras import is_legacy_keyword
from flake8_nnx_rng.syntax.nodes import ancestor

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.syntax.tree import Node

OPTION = "constrain_state"
_HELPER = Helper(
    "constrain_modules",
    '''\
def constrain_modules(constrain=True):
    """Constrain the state of the modules that enter and leave a function to its sharding."""
    import functools

    import jax

    def by_specs(state):
        return jax.lax.with_sharding_constraint(state, nnx.get_partition_spec(state))

    constrained = constrain if callable(constrain) else by_specs

    def update(*nodes):
        nnx.update(nodes, constrained(nnx.state(nodes, nnx.Variable)))

    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            update(args, kwargs)
            result = function(*args, **kwargs)
            update(args, kwargs, result)
            return result

        return wrapper if constrain else function

    return decorate
''',
)
_OTHER_PATHS = "a function that constrains state gets it under other paths than in 0.8.5"
_DECORATORS = (Form.DECORATOR, Form.PARTIAL_DECORATOR)


def fix(bench: Bench, argument: Node) -> Fix:
    """Constrain below `nnx.jit` what it constrained; nothing where that was turned off."""
    try:
        use = _use(bench, argument)
        value = _literal(bench, use.options.keywords[OPTION])
        if value.kind in ("false", "none"):
            return safe(f"Leave out {OPTION}=, which is off", _without(bench, use))
        edits = _constrained(bench, use, value)
        edits += _HELPER.definition(bench, use.reference)
    except Refused as refused:
        return refused.of(argument.start)
    message = f"Migrate nnx.jit: constrain the state below it for {OPTION}="
    if value.kind == "true":
        return safe(message, *edits)
    return unsafe(message, _OTHER_PATHS, *edits)


def _use(bench: Bench, argument: Node) -> TransformUse:
    call = ancestor(argument, "call")
    use = next((use for use in bench.analysis.uses if use.call == call), None)
    if use is None or use.options.unpacks:
        raise Refused("what is jitted is not in view")
    other = next((k for k in use.options.keywords if _is_removed(k)), None)
    if other is not None:
        raise Refused(f"{other}= is there, too", step=f"write what {other}= did by hand first")
    return use


def _literal(bench: Bench, value: Node) -> Node:
    """What a name certainly stands for if that is True, False or None, else the option itself."""
    meant = bench.names.value(value) if value.kind == "identifier" else None
    return meant if meant is not None and meant.kind in ("true", "false", "none") else value


def _is_removed(keyword: str) -> bool:
    return keyword != OPTION and is_legacy_keyword("jit", keyword)


def _constrained(bench: Bench, use: TransformUse, value: Node) -> list[Edit]:
    """The option gone, and the helper between the function and the transform."""
    given = "" if value.kind == "true" else bench.text(value.start, value.end)
    call = f"{_HELPER.name}({given})"
    if use.form in _DECORATORS:
        decorator = ancestor(use.node, "decorator")
        below = None if decorator is None else _after(decorator)
        if below is None:
            raise Refused("what is decorated is not in view")
        indent = bench.indent_of(below)
        above = f"@{call}{bench.style.newline}{indent}"
        return [_without(bench, use), Edit(below.start, below.start, above)]
    if use.target is None or use.form is Form.FACTORY:
        raise Refused(
            "nnx.jit is kept for later with its options", step="write it at each function"
        )
    opening, closing = f"{call}(", ")"
    wrapped = [
        Edit(use.target.start, use.target.start, opening),
        Edit(use.target.end, use.target.end, closing),
    ]
    if use.form is Form.CALL:  # the function is one of the arguments that are written anew
        return [_without(bench, use, wrapped)]
    return [_without(bench, use), *wrapped]


def _after(decorator: Node) -> Node | None:
    """What stands below a decorator."""
    siblings = [] if decorator.parent is None else decorator.parent.parts
    return next((node for node in siblings if node.start >= decorator.end), None)


def _without(bench: Bench, use: TransformUse, edits: list[Edit] | None = None) -> Edit:
    """The call of `nnx.jit` without the option, and without a partial around it."""
    call = use.call or use.node
    listed = ArgumentList(bench, call, edits or [])
    listed.drop(OPTION)
    if use.partial:
        listed.drop_first()
    written = bench.text(use.reference.start, use.reference.end)
    if not listed.is_empty:
        indent, column = bench.indent_of(call), bench.column(call.start)
        written = listed.write(written, indent=indent, column=column)
    return Edit(call.start, call.end, written)
