"""Uses of transforms: every way to write one, read into one shape."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.program.names import Names
from flake8_nnx_rng.semantics.releases.transforms import MAPPING, TRANSFORMS
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import Arguments, arguments, field_of, is_field
from flake8_nnx_rng.time_limit import look

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node

PARTIAL = "functools.partial"
PARTIALS = (PARTIAL, "jax.tree_util.Partial")


class Form(Enum):
    """How a use is written."""

    BARE_DECORATOR = auto()  # @nnx.vmap
    DECORATOR = auto()  # @nnx.vmap(axis_size=3)
    PARTIAL_DECORATOR = auto()  # @partial(nnx.vmap, axis_size=3)
    CALL = auto()  # nnx.vmap(f, axis_size=3)
    CURRIED = auto()  # nnx.vmap(axis_size=3)(f)
    PARTIAL_CALL = auto()  # partial(nnx.vmap, axis_size=3)(f)
    FACTORY = auto()  # nnx.vmap(axis_size=3), partial(nnx.vmap, axis_size=3) kept for later
    REFERENCE = auto()  # nnx.vmap handed on as it is


class TransformUse(NamedTuple):
    """One transform applied, or made ready to be applied, to a function.

    `reference` is `nnx.vmap`; `node` the whole use, where findings point; `call` the call that
    carries the options and `partial` whether that is a `functools.partial`; `target` the function
    as written (a decorated definition for decorators); `applied` the call whose value is the
    transformed function. `spread` are the options that come by `**`, as code can ask for them.
    """

    name: str
    form: Form
    reference: Node
    node: Node
    options: Arguments
    call: Node | None = None
    partial: bool = False
    target: Node | None = None
    applied: Node | None = None
    spread: tuple[tuple[str, str], ...] = ()

    def option(self, *names: str) -> Node | None:
        """The value of the first of these keywords that is written."""
        return next((self.options.keywords[n] for n in names if n in self.options.keywords), None)

    @property
    def by_position(self) -> tuple[Node, ...]:
        """The options that are given by position, behind the function."""
        given = tuple(self.options.positional)
        return given[1:] if self.target in given else given

    @property
    def selects(self) -> bool:
        """Whether `only=` leaves some streams out."""
        only = self.option("only")
        return only is not None and only.kind not in ("ellipsis", "true")

    def is_on(self, name: str) -> bool:
        """Whether a flag is given and is not plainly False."""
        value = self.option(name)
        return value is not None and value.kind not in ("false", "none")


def read_use(name: str, expression: Node, names: Names) -> TransformUse | None:
    """Read the use of transform `name` that the reference `expression` belongs to."""
    top = expression
    parent = top.parent
    if parent is None:
        return None
    if parent.kind == "decorator":
        target = parent.parent
        return TransformUse(
            name, Form.BARE_DECORATOR, expression, expression, Arguments(), target=target
        )
    if parent.kind == "call" and is_field(parent, "function", top):
        return _read_call(name, expression, parent)
    partial = _partial_around(top, parent, names)
    if partial is not None:
        return _read_partial(name, expression, partial)
    return TransformUse(name, Form.REFERENCE, expression, expression, Arguments())


def _read_call(name: str, expression: Node, call: Node) -> TransformUse:
    options = arguments(call)
    target = _function_argument(options)
    if target is not None or options.unpacks_positional:
        return TransformUse(
            name, Form.CALL, expression, call, options, call, target=target, applied=call
        )
    return _read_factory(name, expression, call, options, partial=False)


def _function_argument(options: Arguments) -> Node | None:
    if options.positional:
        return options.positional[0]
    return next((options.keywords[key] for key in ("f", "fun") if key in options.keywords), None)


def _partial_around(top: Node, parent: Node, names: Names) -> Node | None:
    """The `functools.partial(<top>, ...)` whose first argument this is."""
    if parent.kind != "argument_list" or parent.parts[0] != top:
        return None
    call = parent.parent
    is_partial = call is not None and names.called(call) in PARTIALS
    return call if is_partial else None


def _read_partial(name: str, expression: Node, partial: Node) -> TransformUse:
    options = arguments(partial).without_first()
    if options.positional or options.unpacks_positional or _function_argument(options) is not None:
        return TransformUse(name, Form.REFERENCE, expression, partial, options, partial, True)
    return _read_factory(name, expression, partial, options, partial=True)


def _read_factory(
    name: str, expression: Node, factory: Node, options: Arguments, *, partial: bool
) -> TransformUse:
    """A call that gives a decorator: as decorator, called at once, or kept."""
    top = factory
    parent = top.parent
    if parent is not None and parent.kind == "decorator":
        form = Form.PARTIAL_DECORATOR if partial else Form.DECORATOR
        target = parent.parent
        return TransformUse(
            name, form, expression, factory, options, factory, partial, target=target
        )
    if parent is not None and parent.kind == "call" and is_field(parent, "function", top):
        form = Form.PARTIAL_CALL if partial else Form.CURRIED
        target = _function_argument(arguments(parent))
        return TransformUse(
            name, form, expression, factory, options, factory, partial, target, applied=parent
        )
    return TransformUse(name, Form.FACTORY, expression, factory, options, factory, partial)


def holds_function(use: TransformUse) -> bool:
    """Whether a partial has the function of a mapping transform in it, `partial(nnx.vmap, f)`."""
    is_whole = use.partial and use.form is Form.REFERENCE and not use.options.unpacks
    return is_whole and use.name in MAPPING


def find_uses(mentions: list[Node], names: Names) -> list[TransformUse]:
    """All uses of `flax.nnx` transforms among the mentions of their names."""
    found = []
    for mention in mentions:
        look()
        expression = reference(mention)
        name = None if expression is None else names.nnx(expression)
        if expression is not None and name in TRANSFORMS:
            use = read_use(name, expression, names)
            if use is not None:
                found.append(use)
    return found


def decorator_expression(decorator: Node) -> Node:
    """What stands behind the `@`."""
    inner = decorator.parts
    return inner[0] if inner else decorator


def definition_of(decorated: Node) -> Node:
    """The function or class below the decorators."""
    return field_of(decorated, "definition")
