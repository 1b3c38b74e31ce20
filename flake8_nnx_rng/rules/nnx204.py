"""NNX204: same spelling, other meaning in the target release."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules.base import Finding, Message, Outcome, Rule, brief
from flake8_nnx_rng.rules.renewed import DERIVED, MAY_BE_STATIC, objects
from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.legacy.flat_states import METHOD as FLAT_STATE
from flake8_nnx_rng.semantics.legacy.implicit_meaning import changed_meanings
from flake8_nnx_rng.semantics.legacy.kept_states import TAKING as KEEPING
from flake8_nnx_rng.semantics.legacy.optimizers import HOLDING, OPTIMIZER
from flake8_nnx_rng.semantics.legacy.reseeded import RESEED
from flake8_nnx_rng.semantics.legacy.signs import is_newer_use
from flake8_nnx_rng.semantics.passages import carry
from flake8_nnx_rng.semantics.program.uses import Form
from flake8_nnx_rng.semantics.releases import positions
from flake8_nnx_rng.semantics.releases.eras import (
    EXPLICIT_SPLIT,
    flattens_to_pairs,
    keeps_status,
    shares_merged,
)
from flake8_nnx_rng.semantics.releases.transforms import MAPPING, TRANSFORMS
from flake8_nnx_rng.semantics.summaries.static_elements import TAKING
from flake8_nnx_rng.syntax.nodes import arguments, elements, field_of, is_field, keyword_node

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.nodes import Arguments
    from flake8_nnx_rng.syntax.text import Text
    from flake8_nnx_rng.syntax.tree import Node

_REFUSED = "raises ValueError"
_ABSENT = "raises AttributeError"
LINEN_WRAPPERS = {
    "Functional": "Functional",
    "LinenWrapper": "ToNNX",
    "Module": "Module",
    "NNXWrapper": "ToLinen",
    "Scope": "Scope",
    "compact": "compact",
    "functional": "functional",
}
"""What `nnx.compat` held as long as it was for Linen, with the names in `nnx.bridge`."""


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find what the target release reads in another way than the release it was written for."""
    for use in analysis.uses:
        if use.name == "scan" and not analysis.is_legacy_use(use):
            yield from _other_carry(analysis, use)
    yield from _other_compat(analysis)
    yield from _moved_arguments(analysis)
    yield from objects(analysis)
    if analysis.api(EXPLICIT_SPLIT) is not None:
        for stack in analysis.far_functions.stacks:
            for layer in stack.mapping_layers:
                yield from _implicit(analysis, stack, layer)


def _other_carry(analysis: Analysis, use: TransformUse) -> Iterator[Finding]:
    """A scan whose axes name the carry as another release wants it."""
    release, out_axes = analysis.release, use.option("out_axes")
    if not carry.belongs_in("in_axes", release):
        return
    goes_in = carry.is_named(use, "in_axes", release, analysis.names)
    comes_out = carry.is_named(use, "out_axes", release, analysis.names)
    if carry.is_missing(use, release, analysis.names):
        yield _at(use, "in_axes", _carry_goes_in(use, _REFUSED))
    elif not carry.belongs_in("out_axes", release):
        if comes_out and out_axes is not None and elements(out_axes) is not None:
            yield _at(use, "out_axes", _carry_stays_in(use))
    elif goes_in and comes_out is False and out_axes is not None:
        yield _at(use, "out_axes", _carry_comes_out(use, out_axes))
    elif goes_in is False and comes_out is False and _is_old(analysis, use):
        effect = "nothing is carried, and what was the carry is stacked"
        yield _at(use, "in_axes", _carry_goes_in(use, effect))


def _is_old(analysis: Analysis, use: TransformUse) -> bool:
    return analysis.is_legacy and not is_newer_use(use)


def _carry_comes_out(use: TransformUse, out_axes: Node) -> Message:
    since, axis = carry.first_release("out_axes"), " ".join(out_axes.text.split())
    what = f"out_axes of {_written(use)} is for the carry as well since Flax {since}"
    return Message(what, _REFUSED, f"write out_axes=(nnx.Carry, {axis})")


def _carry_stays_in(use: TransformUse) -> Message:
    since = carry.first_release("out_axes")
    what = f"out_axes of {_written(use)} is for the stacked outputs alone before Flax {since}"
    return Message(what, _REFUSED, "write it without nnx.Carry")


def _carry_goes_in(use: TransformUse, effect: str) -> Message:
    since = carry.first_release("in_axes")
    what = f"in_axes of {_written(use)} says which argument is the carry since Flax {since}"
    return Message(what, effect, "put nnx.Carry in its place")


def _written(use: TransformUse) -> str:
    return brief(use.reference.text)


def _at(use: TransformUse, keyword: str, message: Message) -> Finding:
    return Finding(keyword_node(use.call or use.node, keyword), message)


def _other_compat(analysis: Analysis) -> Iterator[Finding]:
    if analysis.api("compat") is None:
        return
    is_for_linen = analysis.api("bridge") is None
    for name, expression in analysis.mentions.references:
        taken = expression.parent if name == "compat" else None
        if taken is None or taken.kind != "attribute" or not is_field(taken, "object", expression):
            continue
        member = field_of(taken, "attribute").text
        if is_for_linen and member not in LINEN_WRAPPERS and member in releases.all_exports():
            yield Finding(taken, _for_linen(taken, member))
        elif not is_for_linen and member in LINEN_WRAPPERS:
            yield Finding(taken, _gone_to_bridge(taken, member))


def _for_linen(taken: Node, member: str) -> Message:
    what = f"{brief(taken.text)}, where nnx.compat wraps Linen modules in the target release"
    return Message(what, f"{_ABSENT}: it has no {member!r}", f"use nnx.{member}")


def _gone_to_bridge(taken: Node, member: str) -> Message:
    what = f"{brief(taken.text)}, where nnx.compat is about the graph mode now"
    return Message(what, _ABSENT, f"use nnx.bridge.{LINEN_WRAPPERS[member]}")


def _moved_arguments(analysis: Analysis) -> Iterator[Finding]:
    """Calls whose positional arguments another release takes and the target does not."""
    moved = positions.moved(analysis.release)
    for use in analysis.uses:
        if use.name in moved and use.form is Form.CALL and not analysis.is_legacy_use(use):
            yield from _refused(analysis, use.name, use.node, use.options)
    for name, expression in analysis.mentions.references:
        call = expression.parent
        if name in TRANSFORMS or name not in moved or call is None or call.kind != "call":
            continue
        if is_field(call, "function", expression):
            yield from _refused(analysis, name, call, arguments(call))


def _refused(analysis: Analysis, name: str, call: Node, given: Arguments) -> Iterator[Finding]:
    api = analysis.api(name)
    if api is None or given.unpacks or not all(map(api.takes_keyword, given.keywords)):
        return
    if not positions.fits(api, given) and positions.fitting(name, given):
        removed = positions.refused_since(name, given, analysis.release)
        when = "in the target release" if removed is None else f"since Flax {removed}"
        listed = ", ".join(positions.by_position(api))
        what = f"nnx.{name} takes only {listed} by position {when}"
        yield Finding(call, Message(what, "raises TypeError", "name the other arguments"))


def _implicit(analysis: Analysis, stack: Stack, layer: Layer) -> Iterator[Finding]:
    """What the releases that split implicitly did otherwise with the arguments of a layer."""
    for change in changed_meanings(analysis, stack, layer):
        what = f"{brief(layer.written)} does otherwise than it did up to 0.8.5"
        yield Finding(layer.node, Message(what, change, "say it in today's words"))


def may_find(text: Text, release: Release) -> bool:
    """A scan, a mapping transform of more than arrays, `nnx.compat`, several arguments by place."""
    telling = text.has("in_axes", "out_axes", "Rngs", "rngs")
    if text.takes({"compat", "scan"}) or (telling and text.takes(MAPPING)):
        return True
    if text.takes({OPTIMIZER, HOLDING}) and releases.export(HOLDING, release) is not None:
        return True
    if keeps_status(release) and (text.taken or text.has("rngs")) and _may_be_static(text):
        return True
    if flattens_to_pairs(release) and text.has(FLAT_STATE):
        return True
    if keeps_status(release) and text.takes(TAKING):
        return True
    if shares_merged(release) and (text.takes({"merge", RESEED, *KEEPING}) or text.has("apply(")):
        return True
    return text.takes(positions.moved(release)) and text.matches(_odd_call(release))


def _may_be_static(text: Text) -> bool:
    return text.matches(DERIVED) and text.matches(MAY_BE_STATIC)


@cache
def _odd_call(release: Release) -> str:
    """A moved name, unless it is called with keywords behind one plain argument at most."""
    moved = positions.moved(release)
    apis = [api for name in moved if (api := releases.export(name, release)) is not None]
    filled = "|".join(sorted({name for api in apis for name in positions.by_position(api)}))
    keyword = rf"(?!(?:{filled})\s*=)\w+\s*=[^=]"
    plain = rf"\s*\(\s*(?:\)|[\w.]+\s*(?:\)|,\s*(?:\)|{keyword}))|\w+\s*=[^=])"
    return rf"\b(?:{'|'.join(sorted(moved))})\b(?!{plain})"


def names(release: Release) -> frozenset[str]:
    """Names with other meanings, containers, and what takes its arguments in another order."""
    return positions.moved(release) | {
        "compat",
        "merge",
        RESEED,
        *KEEPING,
        OPTIMIZER,
        HOLDING,
        *TAKING,
    }


RULE = Rule(
    code="NNX204",
    name="other-meaning",
    summary="Same spelling, other meaning in the target release.",
    why="""
Some code means one thing to the release that it was written for and another to the target. The
`out_axes` of `nnx.scan` were for the stacked outputs in 0.9.0 and are for the carry, too, since
0.10.0. A None in the `in_axes` of `nnx.vmap` did nothing to modules and Rngs up to 0.8.5 and
broadcasts them since 0.9.0, so that all lanes draw the same numbers. `nnx.compat` held the wrappers
of Linen in 0.8.4 and came back in 0.12.6 with others. Arguments that went by position have changed
places or go by keyword. And `nnx.merge` made a module of new variables up to 0.10.7; since 0.11.0
they are those of the states, so that draws from one move the streams of the other, or raise in a
transform if the state is from outside, or an argument by which a gradient of JAX does not
differentiate. That is told of code that is known to be older, by `source-flax` or by what the
project requires. Since 0.12.0 the first value of an attribute says for good
whether it is data or static: None is static, and so are lists, tuples and dictionaries of Python,
which take no modules, variables or streams unless `nnx.data` or `nnx.List` says that they are data.
The same goes for the fields of a dataclass, and for lists in an `nnx.List` or `nnx.Sequential`.
For the same reason a state that is kept by a name is no snapshot any more: it changes with its
module. `nnx.reseed` set the key that it is given up to 0.10.7, and draws one from it since 0.11.0.
`nnx.Optimizer` held its model up to 0.10.7, as `nnx.ModelAndOptimizer` does now, and
`State.flat_state()` gave a dict up to 0.10.2.
""",
    before="""
from flax import nnx

@nnx.scan(out_axes=1)
def forward(x, layer: nnx.Linear):
    x = layer(x)
    return x, x.mean()
""",
    after="""
from flax import nnx

@nnx.scan(out_axes=(nnx.Carry, 1))
def forward(x, layer: nnx.Linear):
    x = layer(x)
    return x, x.mean()
""",
    outcomes=(
        Outcome("0.8.3", "raises TypeError: an argument has another place"),
        Outcome(
            "0.9.0",
            "raises ValueError, AttributeError or TypeError; None at a module draws the same "
            "numbers in every lane",
        ),
        Outcome(
            "0.11.0",
            "a module merged from captured states raises TraceContextError when it draws, two that "
            "are merged from one state draw from one stream; reseeded streams draw other numbers",
        ),
        Outcome("0.12.0", "a list of modules, or None and then a module, raises ValueError"),
    ),
    silent=(
        "the axes are not written plainly, or `**options` may hold them",
        "the transform has keywords of 0.8.x: NNX201 says how all of it is written now",
        "None stands at an array, or the file is not of the 0.8.x era",
        "an attribute is data by what it was first, by `nnx.data` or by an annotation `nnx.Data`; "
        "its class is no pytree, by `pytree=False` or `nnx.Object`",
        "a container is filled by another method than `__init__`, or emptied again; what it is to "
        "hold are arrays, which a compiled `__init__` may put there",
        "what is merged in a transform was passed to it and traced, or is merged with `copy=True`",
        "what is merged is parameters alone, or a module that certainly changes nothing in a call, "
        "or that is told to be as in evaluation: `model.eval()`, `deterministic=True`",
        "a state is kept in an attribute, or its module is written in another function",
        "`nnx.compat` is gone in the target release: NNX202 says so",
        "`try`, `hasattr` or a test of the version stands around it",
    ),
    links=(
        "https://github.com/google/flax/pull/4157",
        "https://flax.readthedocs.io/en/latest/guides/transforms.html",
    ),
    check=check,
    about_releases=True,
    may_find=may_find,
    names=names,
    fixes=("safe",),
)
