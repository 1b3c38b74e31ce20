"""NNX115: result of `split`, `fork` or `with_rngs`, or of `split_rngs(graph=False)`, dropped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules.base import Finding, Message, Outcome, Rule, headed
from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.functions import read_function
from flake8_nnx_rng.semantics.program.in_place_statements import (
    is_shown,
    is_tried,
    statement_of,
)
from flake8_nnx_rng.semantics.program.samplers import KEEPING
from flake8_nnx_rng.semantics.program.uses import Form
from flake8_nnx_rng.semantics.releases.transforms import SPLITTING
from flake8_nnx_rng.semantics.values.callees import draws_from
from flake8_nnx_rng.semantics.values.in_view import is_rngs
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import field_of, integer, is_field

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.text import Text
    from flake8_nnx_rng.syntax.tree import Node

_METHOD = (
    r"\.[\s\\]*(?:fork|broadcast|split(?<!random\.split)(?<!jr\.split)(?<!np\.split)"
    r"(?<!nnx\.split)(?<!nn\.split))[\s\\]*\("
)
_GLOBAL_MODES = ("set_graph_mode", "set_graph_updates")


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find statements that make split or forked state and keep none of it."""
    if analysis.api("split_rngs") is None:  # the target has other methods of these names
        return
    for call, node in dropped(analysis):
        yield Finding(call, _message(analysis, call, node))


def dropped(analysis: Analysis) -> Iterator[tuple[Node, Node]]:
    """The calls whose result is dropped, each with the state that it leaves as it is."""
    found = [*_methods(analysis), *_functions(analysis)]
    for call, node in found:
        statement = statement_of(call)
        if statement is None or is_shown(statement, analysis.module.source):
            continue
        if not is_tried(call) and not analysis.state_mentions.is_asserted(node):
            yield call, node


def _methods(analysis: Analysis) -> Iterator[tuple[Node, Node]]:
    """`rngs.split(3)` and `rngs.fork()` of what certainly is an Rngs."""
    for mention in analysis.module.mentions_of(KEEPING):
        attribute = mention.parent
        call = attribute.parent if attribute is not None else None
        if attribute is None or call is None or call.kind != "call":
            continue
        is_method = is_field(attribute, "attribute", mention)
        if not is_method or not is_field(call, "function", attribute):
            continue
        if releases.method("Rngs", mention.text, analysis.release) is None:
            continue
        owner = field_of(attribute, "object")
        if _is_rngs(analysis, owner):
            yield call, owner


def _is_rngs(analysis: Analysis, node: Node) -> bool:
    if is_rngs(node, analysis):
        return True
    binding = analysis.names.binding(node)
    if binding is None or binding.kind is not BindingKind.PARAMETER or binding.name != "rngs":
        return False
    listed = binding.node.parent
    function = None if listed is None else listed.parent
    if binding.node.field("type") is not None or function is None:
        return False
    return draws_from(read_function(function), "rngs", analysis)


def _functions(analysis: Analysis) -> Iterator[tuple[Node, Node]]:
    """`nnx.split_rngs(rngs, splits=3, graph=False)`, which returns a copy, and `with_rngs`."""
    for use in analysis.uses:
        if use.form is not Form.CALL or use.name not in SPLITTING or use.target is None:
            continue
        if integer(use.target) is not None or analysis.stacks.is_function(use.target):
            continue
        if use.call is not None and _returns_copy(analysis, use):
            yield use.call, use.target


def _returns_copy(analysis: Analysis, use: TransformUse) -> bool:
    api = analysis.api(use.name)
    if api is None or api.keyword("graph_updates") is None:
        return False
    return use.name == "with_rngs" or _says_copy(use)


def _says_copy(use: TransformUse) -> bool:
    flags = (use.option("graph"), use.option("graph_updates"))
    return any(flag is not None and flag.kind == "false" for flag in flags)


def _message(analysis: Analysis, call: Node, node: Node) -> Message:
    holder = "rngs" if node.kind == "call" else node.text
    what = "() changes nothing in place and its result is dropped"
    return Message(
        headed(field_of(call, "function").text, what),
        _effect(analysis, call),
        f"write {holder} = {call.text}",
    )


def _effect(analysis: Analysis, call: Node) -> str:
    if needs_graph_mode(analysis, call):
        return "raises NotImplementedError: it needs graph=False or graph_updates=False"
    return RULE.effect(analysis.release)


def needs_graph_mode(analysis: Analysis, call: Node) -> bool:
    """Whether this is `with_rngs` in the default mode, which it does not support."""
    use = next((use for use in analysis.uses if use.call == call), None)
    if use is None or use.name != "with_rngs" or _says_copy(use):
        return False
    return not analysis.module.mentions_of(_GLOBAL_MODES)


def may_find(text: Text, release: Release) -> bool:
    """A splitting function, or a method of their names."""
    return text.takes(SPLITTING) or (text.has("Rngs", "rngs") and text.matches(_METHOD))


RULE = Rule(
    code="NNX115",
    name="result-dropped",
    summary="Result of `split`, `fork` or `with_rngs`, or of `split_rngs(graph=False)`, dropped.",
    why="""
`Rngs.split`, `Rngs.fork` and `nnx.with_rngs` return new state and leave the old as it is, and so
does `nnx.split_rngs` with `graph=False` or `graph_updates=False`. As a statement of their own they
do nothing but draw a key: the Rngs is as scalar as before, mapping it over an axis fails, and
broadcasting it gives every lane the same numbers. Only `nnx.split_rngs(rngs, splits=n)` and
`nnx.fork_rngs(rngs)` in their default mode change state in place.
""",
    before="""
from flax import nnx
from models import create_ensemble  # a function under vmap

rngs = nnx.Rngs(0)
rngs.split(3)
models = create_ensemble(rngs)
""",
    after="""
from flax import nnx
from models import create_ensemble  # a function under vmap

rngs = nnx.Rngs(0)
rngs = rngs.split(3)
models = create_ensemble(rngs)
""",
    outcomes=(Outcome("0.9.0", "a no-op: the state itself is neither split nor forked"),),
    silent=(
        "the object of `.split` or `.fork` is not certainly an `nnx.Rngs`",
        "`nnx.split_rngs` and `nnx.fork_rngs` act in place, as they do by default",
        "the result is shown as the last value of a notebook cell, an error is expected, or the "
        "function asserts something about the Rngs",
        "the target release has no such method or keyword: NNX205 says so",
    ),
    links=(
        "https://flax.readthedocs.io/en/latest/guides/randomness.html",
        "https://flax.readthedocs.io/en/latest/api_reference/nnx/rnglib.html",
    ),
    check=check,
    may_find=may_find,
    fixes=("unsafe",),
)
