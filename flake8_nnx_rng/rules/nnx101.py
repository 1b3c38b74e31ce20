"""NNX101: scalar Rngs mapped over an axis with no split around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules import faulty
from flake8_nnx_rng.rules.base import Finding, Message, Outcome, Related, Rule, because, brief
from flake8_nnx_rng.rules.places import on_line
from flake8_nnx_rng.semantics.legacy.implicit_meaning import may_be_given_state
from flake8_nnx_rng.semantics.passages.causes import Cause
from flake8_nnx_rng.semantics.program.uses import PARTIAL, holds_function
from flake8_nnx_rng.semantics.releases.transforms import MAPPING
from flake8_nnx_rng.semantics.values.arriving import arrived

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.passages.faults import Fault
    from flake8_nnx_rng.semantics.program.functions import Parameter
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.text import Text


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find mapping transforms whose Rngs are scalar, certainly or by the age of the code."""
    if analysis.api("split_rngs") is None:  # the target still splits by itself
        return
    yield from faulty.findings(analysis, Cause.RNGS_NOT_SPLIT, message=_message)
    for stack in analysis.far_functions.stacks:
        yield from _unsplit_by_age(analysis, stack)
    for use in analysis.uses:
        if use.node in analysis.handed_on.uses and analysis.handed_on.splitting(use):
            yield Finding(use.node, _message_of_kept(analysis, use))
        elif holds_function(use) and analysis.is_legacy:
            yield Finding(use.node, _message_of_held(analysis, use))


def is_unsplit(analysis: Analysis, stack: Stack) -> bool:
    """Whether a layer of one stack maps a scalar Rngs."""
    if analysis.api("split_rngs") is None:
        return False
    by_age = any(True for _ in _unsplit_by_age(analysis, stack))
    return by_age or bool(faulty.faults_in(analysis, stack, Cause.RNGS_NOT_SPLIT))


def _unsplit_by_age(analysis: Analysis, stack: Stack) -> Iterator[Finding]:
    """The layers that map an Rngs which is scalar, since code of this age knew no other."""
    for layer in () if analysis.stacks.is_split_around(stack) else stack.mapping_layers:
        for parameter in analysis.rngs_parameters(stack):
            if _is_mapped(analysis, stack, layer, parameter) and _is_old(
                analysis, stack, layer, parameter
            ):
                message = _message_by_age(analysis, stack, layer, parameter)
                yield Finding(layer.node, message, related=_related(analysis, stack, parameter))
                break
        if stack.function is None and _may_split(analysis, stack, layer):
            yield Finding(layer.node, _message_out_of_view(analysis, layer))


def _may_split(analysis: Analysis, stack: Stack, layer: Layer) -> bool:
    """Whether a layer of old code split what a function out of view is given.

    Not where all visible calls pass arrays alone. What has removed keywords and no size is told of
    by those.
    """
    is_old = analysis.was_implicit(stack, layer) and not stack.is_opaque_above(layer)
    if not is_old or layer.is_a({"scan"}) or stack.layers[-1] != layer:
        return False
    sized = layer.size is not None
    told = not sized and layer.use is not None and analysis.is_legacy_use(layer.use)
    return not told and may_be_given_state(analysis, stack, sized=sized)


def _is_mapped(analysis: Analysis, stack: Stack, layer: Layer, parameter: Parameter) -> bool:
    """Whether the layer maps this Rngs; the implicit releases did so whatever `in_axes` said."""
    if layer.use is not None and analysis.is_legacy_use(layer.use):
        opted_out = layer.use.option("split_rngs")
        return opted_out is None or opted_out.kind not in ("false", "none")
    return analysis.is_mapped(stack, layer, parameter)


def _is_old(analysis: Analysis, stack: Stack, layer: Layer, parameter: Parameter) -> bool:
    """Whether the age of the code says it, and no call in view that this need not be so."""
    if layer.use is None or stack.is_opaque_above(layer):
        return False
    came = arrived(parameter, stack, analysis)
    if analysis.is_legacy_use(layer.use):
        return not came.splits and (came.scalar is not None or not came.uncertain)
    if came.splits:
        return False
    old_style = (layer.use.partial and not analysis.is_said_new) or analysis.is_legacy
    if came.scalar is not None:  # told for certain, but of functions that other files define
        return old_style and analysis.home(parameter.node) is not analysis
    if analysis.was_implicit(stack, layer):
        return True
    return old_style and not came.uncertain and _maps_only(analysis, stack, layer, parameter)


def _maps_only(analysis: Analysis, stack: Stack, layer: Layer, parameter: Parameter) -> bool:
    """Whether the size is written and the Rngs is all that is mapped over it.

    Split state would bring the size along, so a written one says that the Rngs is scalar.
    """
    if layer.size is None:
        return False
    axes = analysis.axes(stack, layer)
    return [name for name in axes if not axes[name].leaves_whole] == [parameter.name]


def _message(analysis: Analysis, fault: Fault) -> Message:
    effect = because(RULE.effect(analysis.release), faulty.passed(analysis, fault))
    return _said(faulty.layer(fault), faulty.parameter_of(fault), effect, faulty.splits(fault))


def _message_by_age(
    analysis: Analysis, stack: Stack, layer: Layer, parameter: Parameter
) -> Message:
    passed = arrived(parameter, stack, analysis).scalar
    effect = RULE.effect(analysis.release)
    if passed is not None:
        effect = because(effect, f"{brief(passed.text, 40)} is passed{on_line(analysis, passed)}")
    said = _said(layer.written, parameter.name, effect, _size(layer))
    if layer.is_a({"scan"}) and analysis.was_implicit(stack, layer):
        advice = "say nnx.Carry where it was carried from step to step, as it was up to 0.8.5"
        return said._replace(remedy=advice)
    return said


def _size(layer: Layer) -> str:
    return "..." if layer.size is None else layer.size.text


def _said(transform: str, name: str, effect: str, splits: str) -> Message:
    what = f"{brief(transform)} maps the scalar Rngs {brief(name)!r} over an axis without a split"
    return Message(what, effect, f"put nnx.split_rngs(splits={splits}) above the transform")


def _related(analysis: Analysis, stack: Stack, parameter: Parameter) -> tuple[Related, ...]:
    passed = arrived(parameter, stack, analysis).scalar
    return () if passed is None else (Related(passed, "passed here"),)


def _message_of_kept(analysis: Analysis, use: TransformUse) -> Message:
    transformed = analysis.handed_on.uses[use.node][0]
    name = transformed.function.name or "a lambda"
    where = "" if transformed.user is analysis else f" of {transformed.user.shown}"
    effect = because(RULE.effect(analysis.release), f"it is kept for {name!r}{where}")
    what = f"{brief(use.reference.text)} maps the scalar Rngs of {brief(name)!r} without a split"
    return Message(what, effect, "put nnx.split_rngs around it")


def _message_of_held(analysis: Analysis, use: TransformUse) -> Message:
    what = f"{PARTIAL} of {brief(use.reference.text)} and its function splits no Rngs any more"
    effect = f"{RULE.effect(analysis.release)}; up to 0.8.5 it did"
    return Message(what, effect, "split them above the transform")


def _message_out_of_view(analysis: Analysis, layer: Layer) -> Message:
    what = f"{brief(layer.written)} of a function that is not in view splits no Rngs any more"
    effect = f"{RULE.effect(analysis.release)}; up to 0.8.5 it did"
    return Message(what, effect, "split them above the transform")


def may_find(text: Text, release: Release) -> bool:
    """A mapping transform."""
    return text.takes(MAPPING)


RULE = Rule(
    code="NNX101",
    name="unsplit-rngs",
    summary="Scalar Rngs mapped over an axis (vmap, pmap, scan) with no split around it.",
    why="""
Up to Flax 0.8.5 `nnx.vmap`, `nnx.scan` and `nnx.pmap` took RNG state out of their arguments and
gave each lane its own keys. Since 0.9.0 they map an `nnx.Rngs` like any other argument: its keys
must already have the mapped axis, which `nnx.split_rngs` gives them. A scalar key has no axis to
map over, so the call fails; with `in_axes=None` it would run with the same numbers in every lane.
""",
    before="""
from flax import nnx

@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    after="""
from flax import nnx

@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    outcomes=(
        Outcome("0.8.0", "correct: the transform splits by itself"),
        Outcome("0.9.0", "raises IndexError or ValueError: a scalar key has no axis to map over"),
    ),
    silent=(
        "a visible caller passes split state: `rngs.fork(split=n)`, `rngs.split(n)`, "
        "`nnx.Rngs(jax.random.split(key, n))`",
        "nothing says that the Rngs is scalar: no caller is in view, in the file or elsewhere in "
        "the project, and the code was not written for 0.8.x as far as is known (`source-flax`, a "
        "project that asks for Flax below 0.9, removed keywords, lifted classes, "
        "`functools.partial` around the transform)",
        "the Rngs is broadcast (`in_axes=None`) or carried (`nnx.Carry`)",
        "`nnx.split_rngs`, `nnx.fork_rngs` or an unknown decorator stands above the transform",
        "up to Flax 0.10.6 `nnx.vmap` has an `axis_size` and no lane draws from the Rngs",
    ),
    links=(
        "https://flax.readthedocs.io/en/latest/guides/randomness.html",
        "https://flax.readthedocs.io/en/latest/guides/transforms.html",
    ),
    check=check,
    about_releases=True,
    may_find=may_find,
    fixes=("safe", "unsafe"),
)
