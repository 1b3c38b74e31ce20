"""Lifts: the places where a class of the file or of Flax is made into a lifted one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.semantics.program.uses import PARTIALS, Form, TransformUse
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.concrete import outermost_parenthesis
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import (
    Arguments,
    ancestor,
    arguments,
    elements,
    field_of,
    is_assigned,
    is_field,
)

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.syntax.tree import Node

TRANSFORMS = {"Vmap": "vmap", "Pmap": "pmap", "Scan": "scan", "Remat": "remat", "Jit": "jit"}
NOT_MIGRATED = {
    "JIT": ("nnx.JIT is older than Flax 0.8.3", "write a Module whose __call__ has @nnx.jit"),
}
POSITIONAL = ("prevent_cse", "static_argnums", "policy")
"""What nnx.Remat took by position behind the class, in this order."""
INIT_OPTIONS = ("module_init_args", "module_init_kwargs")
_OF_LIFTED_CLASSES = frozenset(
    {"call", "vmap_call", "pmap_call", "scan_call", "jitted_fn", "module_constructor", "_submodule"}
)


@dataclass(frozen=True)
class Lift:
    """One class lifted.

    `options` is the call that carries the options, `submodule` the class as written, and `value`
    the expression that stands for the new class: `nnx.Vmap.constructor(Block)`, or the call that
    makes an instance of it at once (`direct`).
    """

    transform: str
    reference: Node
    options: Node
    submodule: Node
    value: Node
    direct: bool = False
    partial: Node | None = None
    """The statement that keeps a `functools.partial` of the constructor in a name."""

    @property
    def given(self) -> dict[str, Node]:
        """The options by name."""
        given = arguments(self.options)
        by_position = dict(zip(POSITIONAL, self.by_position, strict=False))
        return {**by_position, **given.keywords}

    @property
    def by_position(self) -> tuple[Node, ...]:
        """Options behind the class that are given by position."""
        given = [node for node in arguments(self.options).positional if node != self.submodule]
        return tuple(given[1:] if self.is_partial else given)

    @property
    def is_partial(self) -> bool:
        """Whether the options stand in a `functools.partial`."""
        return self.options != self.value

    @property
    def use(self) -> TransformUse:
        """The function transform with the same options."""
        given = arguments(self.options)
        options = Arguments((), self.given, given.unpacks_positional, given.unpacks_keywords)
        return TransformUse(
            self.transform, Form.FACTORY, self.reference, self.options, options, self.options
        )


def lifts(bench: Bench, name: str, mention: Node) -> list[Lift]:
    """What a mention of a lifted class makes, or `Refused`."""
    if name in NOT_MIGRATED:
        reason, step = NOT_MIGRATED[name]
        raise Refused(reason, step=step)
    top = outermost_parenthesis(mention)
    parent = top.parent
    if parent is not None and parent.kind == "call" and is_field(parent, "function", top):
        made_at_once = any(option in arguments(parent).keywords for option in INIT_OPTIONS)
        return [_lift(name, mention, parent, parent, direct=made_at_once)]
    if parent is None or parent.kind != "attribute" or not _names_constructor(parent):
        raise Refused(_other_use(mention, parent))
    constructor = outermost_parenthesis(parent)
    around = constructor.parent
    if around is not None and is_call_of(around, constructor):
        return [_lift(name, mention, around, around)]
    partial = None if around is None else around.parent
    if partial is None or partial.kind != "call" or bench.names.called(partial) not in PARTIALS:
        raise Refused(f"{parent.text} is handed on as it is", parent.text)
    return list(_partial_lifts(bench, name, mention, partial))


def _names_constructor(attribute: Node) -> bool:
    return field_of(attribute, "attribute").text == "constructor"


def _lift(name: str, mention: Node, options: Node, value: Node, *, direct: bool = False) -> Lift:
    given = arguments(options)
    submodule = given.keywords.get("module_constructor") or next(iter(given.positional), None)
    if given.unpacks or submodule is None:
        raise Refused(
            f"{mention.text} gets its arguments by * or **, which are not in view", mention.text
        )
    if len(given.positional) > 1 and name != "Remat":
        raise Refused(f"{mention.text} takes its options by keyword only", mention.text)
    return Lift(TRANSFORMS[name], mention, options, submodule, value, direct)


def _partial_lifts(bench: Bench, name: str, mention: Node, partial: Node) -> Iterator[Lift]:
    """`partial(nnx.Vmap.constructor, axis_size=3)`, applied at once or kept in a name."""
    if len(arguments(partial).positional) > 1 or arguments(partial).unpacks:
        raise Refused("the partial of a constructor has more than its options")
    top = outermost_parenthesis(partial)
    around = top.parent
    statement = None
    if around is not None and is_call_of(around, top):
        applied = [around]
    else:
        statement = None if around is None else ancestor(partial, "expression_statement")
        applied = _calls_of_kept(bench, partial)
    for call in applied:
        given = arguments(call)
        if given.unpacks or given.keywords or len(given.positional) != 1:
            raise Refused("a partial of a constructor gets further options where it is used")
        yield Lift(TRANSFORMS[name], mention, partial, given.positional[0], call, partial=statement)


def _calls_of_kept(bench: Bench, value: Node) -> list[Node]:
    mentions = kept_mentions(bench, value)
    calls = [mention.parent for mention in mentions or ()]
    found = [
        call
        for call, mention in zip(calls, mentions or (), strict=True)
        if call is not None and is_call_of(call, mention)
    ]
    if not found or len(found) != len(mentions or ()):
        raise Refused("a partial of a constructor is handed on")
    return found


def kept_mentions(bench: Bench, value: Node) -> list[Node] | None:
    """The uses of the name that an expression is assigned to; None where it is not kept in one.

    Raises `Refused` where the name may stand for something else as well.
    """
    top = outermost_parenthesis(value)
    parent = top.parent
    left = None if parent is None or parent.kind != "assignment" else parent.field("left")
    if left is None or left.kind != "identifier":
        return None
    found = []
    for mention in bench.module.mentions_by_name(left.text):
        if reference(mention) != mention or mention == left:
            continue
        reaching = bench.module.reaching(mention)
        if any(binding.node == parent for binding in reaching):
            if len(reaching) != 1:
                raise Refused(f"{left.text} is not only a lifted class", left.text)
            found.append(mention)
    return found


def is_call_of(call: Node, function: Node) -> bool:
    """Whether a node calls another one."""
    return call.kind == "call" and is_field(call, "function", function)


def _other_use(mention: Node, parent: Node | None) -> str:
    holder = None if parent is None else parent.parent
    if holder is not None and holder.kind == "class_definition":
        return f"a class inherits from {mention.text}"
    return f"{mention.text} is used for something else than to make a module"


def instances(bench: Bench, lift: Lift) -> list[Node]:
    """The visible calls that make an instance, in the order of the text."""
    if lift.direct:
        return [lift.value]
    top = outermost_parenthesis(lift.value)
    parent = top.parent
    if parent is not None and is_call_of(parent, top):
        return [parent]
    mentions = kept_mentions(bench, lift.value) or []
    calls = ((mention, mention.parent) for mention in mentions)
    return [call for mention, call in calls if call is not None and is_call_of(call, mention)]


def calls_of_instance(bench: Bench, made: Node) -> list[Node]:
    """The visible calls of an instance: at once, by its name, or as an attribute."""
    top = outermost_parenthesis(made)
    parent = top.parent
    if parent is None:
        return []
    if is_call_of(parent, top):
        return [parent]
    left = parent.field("left") if parent.kind == "assignment" else None
    if left is None:
        return []
    if left.kind == "attribute":
        name = field_of(left, "attribute").text
        found = [reference(mention) for mention in bench.module.mentions_by_name(name)]
        mentions = [m for m in found if m is not None and m.kind == "attribute"]
    else:
        mentions = [
            mention
            for mention in bench.module.mentions_by_name(left.text)
            if any(binding.node == parent for binding in bench.module.reaching(mention))
        ]
    calls = ((mention, mention.parent) for mention in mentions)
    return [call for mention, call in calls if call is not None and is_call_of(call, mention)]


def hidden_ways(bench: Bench) -> str | None:
    """How the file reaches what only lifted classes had, beside the submodule itself."""
    for name in sorted(_OF_LIFTED_CLASSES):
        for mention in bench.module.mentions_by_name(name):
            attribute = mention.parent
            if attribute is None or not _is_attribute(attribute, mention):
                continue
            if not bench.module.paths(field_of(attribute, "object")) and not _defines(bench, name):
                return attribute.text
    return None


def _is_attribute(attribute: Node, name: Node) -> bool:
    return attribute.kind == "attribute" and is_field(attribute, "attribute", name)


def _defines(bench: Bench, name: str) -> bool:
    """Whether the file itself gives this name to a method or an attribute."""
    for mention in bench.module.mentions_by_name(name):
        parent = mention.parent
        if parent is not None and parent.kind == "function_definition":
            return True
        if parent is not None and _is_attribute(parent, mention) and is_assigned(parent):
            return True
    return False


def imported_by(bench: Bench, mention: Node) -> Node | None:
    """The import statement that brings a mentioned name; None for an attribute."""
    binding = None if mention.kind == "attribute" else bench.names.binding(mention)
    is_import = binding is not None and binding.kind is BindingKind.IMPORT
    return binding.node if binding is not None and is_import else None


def init_arguments(lift: Lift, made: Node) -> Arguments:
    """What is passed to `__init__` of the submodule by a call that makes an instance."""
    if not lift.direct:
        return arguments(made)
    args = lift.given.get(INIT_OPTIONS[0])
    kwargs = lift.given.get(INIT_OPTIONS[1])
    listed = [] if args is None else elements(args)
    named = {} if kwargs is None else _keywords(kwargs)
    return Arguments(tuple(listed or ()), named or {}, listed is None, named is None)


def _keywords(node: Node) -> dict[str, Node] | None:
    """The entries of `{"rngs": rngs}` or `dict(rngs=rngs)`; None where some are not in view."""
    if node.kind == "call" and field_of(node, "function").text == "dict":
        given = arguments(node)
        return None if given.positional or given.unpacks else given.keywords
    pairs = node.parts if node.kind == "dictionary" else []
    names = [_plain_name(pair) for pair in pairs]
    if node.kind != "dictionary" or None in names:
        return None
    values = [field_of(pair, "value") for pair in pairs]
    return {str(name): value for name, value in zip(names, values, strict=True)}


def _plain_name(pair: Node) -> str | None:
    """The key of an entry, where it is a string that is a name."""
    key = pair.field("key")
    name = "" if key is None or key.kind != "string" else key.text.strip("'\"")
    return name if name.isidentifier() else None
