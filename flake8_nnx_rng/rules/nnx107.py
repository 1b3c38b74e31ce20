"""NNX107: `split_rngs` below the mapping transform."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules import faulty
from flake8_nnx_rng.rules.base import Finding, Message, Outcome, Rule, brief
from flake8_nnx_rng.semantics.passages.causes import Cause
from flake8_nnx_rng.semantics.program.functions import is_stub
from flake8_nnx_rng.semantics.releases.transforms import MAPPING, SPLITTING
from flake8_nnx_rng.semantics.values.arriving import arrived
from flake8_nnx_rng.semantics.values.callees import draws_from
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, field_of
from flake8_nnx_rng.syntax.scopes import BODIES

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.functions import Parameter
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.text import Text
    from flake8_nnx_rng.syntax.tree import Node


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find a split next to the function whose only mapping transforms are above it."""
    for stack in analysis.stacks.all:
        mapping, splitting = stack.mapping_layers, stack.splitting_layers
        if not mapping or len(splitting) != 1:
            continue
        split = splitting[0]
        if any(layer.is_a(MAPPING) for layer in stack.below(split)):
            continue
        if _is_misplaced(analysis, stack, mapping[-1], split) or _is_faulty(analysis, stack):
            yield Finding(split.node, _message(analysis, mapping[-1], split))


def _is_misplaced(analysis: Analysis, stack: Stack, mapping: Layer, split: Layer) -> bool:
    """Whether the body certainly wants scalar state, or the vmap certainly gets it."""
    if split.use is None or split.use.selects or split.use.is_on("squeeze"):
        return False
    parameters = analysis.rngs_parameters(stack)
    if any(_is_drawn(analysis, stack, parameter) for parameter in parameters):
        return True
    return any(
        analysis.is_mapped(stack, mapping, p) and arrived(p, stack, analysis).scalar is not None
        for p in parameters
    ) or bool(parameters and _same_size(mapping, split) and _consumes(analysis, stack, parameters))


def _is_faulty(analysis: Analysis, stack: Stack) -> bool:
    """Whether the keys certainly have an axis too few or too many for this order."""
    return any(
        f.passage.stack == stack for f in faulty.faults_in(analysis, stack, Cause.SPLIT_BELOW)
    )


def _is_drawn(analysis: Analysis, stack: Stack, parameter: Parameter) -> bool:
    return stack.function is not None and draws_from(stack.function, parameter.name, analysis)


def _same_size(mapping: Layer, split: Layer) -> bool:
    """Whether both say the same size in the same words: one of them was meant for the other."""
    size = mapping.size
    splits = split.use.option("splits", "split") if split.use else None
    return size is not None and splits is not None and size.text == splits.text


def _consumes(analysis: Analysis, stack: Stack, parameters: list[Parameter]) -> bool:
    """Whether the body makes modules with the Rngs, or is only a stub."""
    function = stack.function
    if function is None:
        return False
    names = {p.name for p in parameters}
    return is_stub(function) or any(
        _makes_module(call, names, analysis)
        for call in function.body.find_all("call")
        if ancestor(call, *BODIES) == function.node
    )


def _makes_module(call: Node, names: set[str], analysis: Analysis) -> bool:
    """Whether a call hands one of these names as `rngs=` to a class that is not in view."""
    called, given = field_of(call, "function"), arguments(call).keywords.get("rngs")
    is_class = called.text.rpartition(".")[2][:1].isupper()
    is_given = given is not None and given.text in names
    return is_class and is_given and analysis.definition(called) is None


def _message(analysis: Analysis, mapping: Layer, split: Layer) -> Message:
    name, transform = brief(split.written), brief(mapping.written)
    what = f"{name} is below {transform}, so each lane gets split keys"
    return Message(what, RULE.effect(analysis.release), f"put it above {transform}")


def may_find(text: Text, release: Release) -> bool:
    """A split and a mapping transform."""
    return text.takes(SPLITTING) and text.takes(MAPPING)


RULE = Rule(
    code="NNX107",
    name="split-below-transform",
    summary="`split_rngs` below the mapping transform.",
    why="""
Decorators apply from the bottom up, so `nnx.split_rngs` splits what the function below it gets. It
has to stand above `nnx.vmap`, which then hands one key to each lane. Below it, the transform maps
state that is still scalar, and the body gets a stack of keys where it needs one.
""",
    before="""
from flax import nnx

@nnx.vmap(axis_size=3)
@nnx.split_rngs(splits=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    after="""
from flax import nnx

@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    outcomes=(
        Outcome(
            "0.9.0",
            "raises IndexError or ValueError: the keys have no axis to map over, or one too many",
        ),
    ),
    silent=(
        "another mapping transform stands below the split, which is then for that one",
        "another split stands above, so that the state is scalar in the lane and split again",
        "nothing shows that the body draws from the Rngs itself; it may map it once more",
        "`only=` or `squeeze=` is given",
    ),
    links=("https://flax.readthedocs.io/en/latest/guides/randomness.html",),
    check=check,
    may_find=may_find,
    fixes=("safe",),
)
