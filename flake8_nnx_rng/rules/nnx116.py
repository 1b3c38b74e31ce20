"""NNX116: a transform of JAX itself run on an Rngs or a stochastic module."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules import faulty
from flake8_nnx_rng.rules.base import Finding, Message, Outcome, Rule, because, brief
from flake8_nnx_rng.semantics.legacy.merged_states import is_told_of
from flake8_nnx_rng.semantics.passages.causes import Cause, carrier, cause_of
from flake8_nnx_rng.semantics.passages.faults import FaultKind
from flake8_nnx_rng.semantics.passages.lost_states import gets_other_keys, is_lost
from flake8_nnx_rng.semantics.passages.lost_steps import lost_steps
from flake8_nnx_rng.semantics.program.raw import (
    differentiates,
    hands_back,
    is_run_once,
    is_static,
)
from flake8_nnx_rng.semantics.program.transformed import GRADIENTS, LANES, STEPS
from flake8_nnx_rng.semantics.releases.eras import (
    LOOSE,
    accepts_modules,
    checks_inner_state,
    sees_capture,
    shares_merged,
)
from flake8_nnx_rng.semantics.releases.transforms import CUSTOM
from flake8_nnx_rng.semantics.values.places import part_of, place_of
from flake8_nnx_rng.semantics.values.values import Kind
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.passages.faults import Fault
    from flake8_nnx_rng.semantics.passages.lost_steps import LostSteps
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.text import Text
    from flake8_nnx_rng.syntax.tree import Node

_NAMES = (
    *("jit", "vmap", "pmap", "grad", "checkpoint", "remat", "cond", "switch", "_loop"),
    *("shard_map", "custom_vjp", "custom_jvp"),
)
_SAME_CALLS = "every call draws the same numbers"
_SAME_LANES = "every lane draws the same numbers"
_SAME_STEPS = "every step draws the same numbers"
_NO_AXIS = "raises ValueError: a scalar key has no axis to map over"
_NO_MODULES = "raises TypeError: not an array"
_TRACED = "raises TraceContextError"
_APART = "take it apart with nnx.split, and return the new state"
_RETURNED = "return nnx.state of the module and pass that in the next call"


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find raw transforms whose function draws from state that JAX does not hand back."""
    if analysis.follows_captures:
        return
    found: dict[int, Finding] = {}
    for fault in analysis.flow.faults:
        effect = _effect(analysis, fault) if cause_of(fault) is Cause.RAW_TRANSFORM else ""
        if effect:
            message = _message(analysis, fault, effect)
            node, others = fault.layer.node, faulty.related(fault)
            found.setdefault(node.start, Finding(node, message, related=others))
    for draw in analysis.flow.draws:
        for call in draw.lost:
            effect = _SAME_CALLS if accepts_modules(analysis.release) else _NO_MODULES
            found.setdefault(call.start, Finding(call, _branch_message(call, effect)))
    for lost in lost_steps(analysis):
        found.setdefault(lost.call.start, Finding(lost.call, _message_of_steps(lost)))
    yield from found.values()


def _effect(analysis: Analysis, fault: Fault) -> str:
    """What happens in the target release; nothing if all is well."""
    release, layer = analysis.release, fault.layer
    if fault.kind is FaultKind.REFUSED:
        return _NO_MODULES
    if fault.kind is FaultKind.UNSPLIT:
        return _NO_AXIS
    if fault.draw is not None and fault.draw.merged:
        return _of_merged(analysis, fault)
    if _is_static(fault):
        return _TRACED if sees_capture("jit", release) else _SAME_CALLS
    if layer.is_a(GRADIENTS):
        return _of_gradient(fault, release)
    if layer.is_a({"vmap", "pmap"}):
        return _of_lanes(analysis, fault, release)
    return _of_calls(analysis, fault)


def _of_merged(analysis: Analysis, fault: Fault) -> str:
    """What comes of a draw from what `nnx.merge` makes of a state that is passed."""
    layer, track = fault.layer, fault.track
    if gets_other_keys(analysis):
        return ""
    if layer in track.alike:
        return _SAME_LANES
    if shares_merged(analysis.release) and any(x.is_a(GRADIENTS) for x in track.copied):
        by = differentiates(layer.use, fault.passage.function, faulty.parameter_of(fault))
        is_passed_by = layer.is_a(GRADIENTS) and by is False
        is_told = is_told_of(analysis, fault.passage.function.node)  # by NNX204, of old code
        return _TRACED if is_passed_by and not is_told else ""
    return _SAME_CALLS if is_lost(fault, analysis) else ""


def _is_static(fault: Fault) -> bool:
    return is_static(fault.layer.use, fault.passage.function, faulty.parameter_of(fault))


def _of_calls(analysis: Analysis, fault: Fault) -> str:
    """What a second call draws, if there is one with the same keys."""
    passage, parameter = fault.passage, faulty.parameter_of(fault)
    if _is_split_above(fault) or hands_back(passage.function, parameter):
        return ""  # the keys are fresh, or the caller may keep what comes back
    calls = [site.call for site in analysis.call_sites.of(passage.stack)]
    node = passage.passed.get(parameter)
    if node is not None:
        node = part_of(node, fault.place.path, passage.caller.names)[0]
    if _may_be_fresh(fault, node):
        return ""
    state = None if node is None else place_of(node, passage.caller.names).binding
    is_fresh = state is not None and _is_reseeded(analysis, state.name)
    return "" if is_fresh or is_run_once(calls, state) else _SAME_CALLS


def _may_be_fresh(fault: Fault, passed: Node | None) -> bool:
    """Whether each call may get state that was made for it."""
    if passed is None:
        return carrier(fault).kind is not Kind.MODULE
    return passed.kind not in ("identifier", "attribute")


def _is_split_above(fault: Fault) -> bool:
    """Whether a split outside of the layer gives each call keys of its own."""
    layers = fault.passage.stack.layers
    above = list(layers[: layers.index(fault.layer)])
    through = [] if fault.draw is None else [c.passage for c in fault.draw.through]
    outer = through[through.index(fault.passage) + 1 :] if fault.passage in through else []
    above += [layer for passage in outer for layer in passage.stack.layers]
    return any(layer in fault.track.split for layer in above)


def _is_reseeded(analysis: Analysis, name: str) -> bool:
    """Whether `nnx.reseed` gives a variable new seeds somewhere."""
    mentions = analysis.module.mentions_by_name("reseed")
    calls = (ancestor(mention, "call") for mention in mentions)
    given = (node for call in calls if call is not None for node in arguments(call).positional)
    return any(node.text == name for node in given)


def _of_gradient(fault: Fault, release: Release) -> str:
    if differentiates(fault.layer.use, fault.passage.function, faulty.parameter_of(fault)):
        return "raises TypeError: grad requires real- or complex-valued inputs"
    if not sees_capture("grad", release):
        return ""
    below = fault.passage.stack.below(fault.layer)
    names = [inner.use.name for inner in below if inner.use is not None and not inner.raw]
    return _of_inner(names, release) if names else _TRACED


def _of_inner(names: list[str], release: Release) -> str:
    """What the transforms of Flax under a gradient do with state from outside of it."""
    if names[0] in LANES | STEPS | GRADIENTS and names[0] not in LOOSE:
        return faulty.MOVED
    if LOOSE.issuperset(names):
        return _TRACED if checks_inner_state(release) else ""
    return _TRACED if names[0] == "jit" else ""


def _of_lanes(analysis: Analysis, fault: Fault, release: Release) -> str:
    if fault.layer not in fault.track.alike:
        is_module = carrier(fault).kind is Kind.MODULE  # an Rngs is split anew for each call
        return _of_calls(analysis, fault) if is_module else ""
    if fault.key is None and not accepts_modules(release) and sees_capture("vmap", release):
        return _TRACED
    return _SAME_LANES


def _message(analysis: Analysis, fault: Fault, effect: str) -> Message:
    name, state = faulty.layer(fault), faulty.subject(fault)
    passed = faulty.passed(analysis, fault)
    if fault.kind is FaultKind.REFUSED:
        what = f"{name} takes {state} for an array"
        return Message(what, because(effect, passed), _instead(analysis, fault) or _APART)
    drawn = faulty.drawn(analysis, fault) if fault.node is not None else ""
    if fault.draw is not None and fault.draw.merged:
        what = f"{name} draws from {state}, and its new state is lost"
        advice = _RETURNED
        if fault.layer in fault.track.alike:
            advice = "give each lane keys of its own"
    elif fault.key is not None:
        what, advice = faulty.alike(fault), faulty.split_above(fault)
    elif _is_static(fault):
        what = f"{name} leaves {state} outside of its trace as static"
        advice = f"use nnx.{_counterpart(fault)}, and leave it out of what is static"
    else:
        what = f"{name} works on a copy of {state}, whose counts are lost"
        instead = _instead(analysis, fault)
        advice = f"{instead}, which hands them back" if instead else _RETURNED
    return Message(what, because(effect, drawn), advice)


def _branch_message(call: Node, effect: str) -> Message:
    name = field_of(call, "function").text
    what = f"{brief(name)} runs its branches on copies of modules and Rngs, whose counts are lost"
    return Message(what, effect, f"use nnx.{name.rpartition('.')[2]}, which hands them back")


def _message_of_steps(lost: LostSteps) -> Message:
    name, state = brief(field_of(lost.call, "function").text), brief(lost.state.text, 24)
    what = f"each step of {name} begins with the same state {state!r}, as its new state is lost"
    evidence = f"{brief(lost.draw.node.text)} draws from it, and it is handed on as it came"
    return Message(what, because(_SAME_STEPS, evidence), "carry the new state on, nnx.state of it")


def _instead(analysis: Analysis, fault: Fault) -> str:
    """What the target release has in place of a transform; a derivative takes other arguments."""
    name = _counterpart(fault)
    is_there = analysis.api(name) is not None and name not in CUSTOM
    return f"use nnx.{name}" if is_there else ""


def _counterpart(fault: Fault) -> str:
    name = "" if fault.layer.use is None else fault.layer.use.name
    return "remat" if name == "checkpoint" else name


def may_find(text: Text, release: Release) -> bool:
    """JAX itself, and anything of `flax.nnx` that draws."""
    if not text.has("jax") or not text.has("Rngs", "rngs", "Dropout"):
        return False
    return text.has(*_NAMES) or (text.has("scan") and not shares_merged(release))


RULE = Rule(
    code="NNX116",
    name="raw-jax-transform",
    summary="Raw `jax.jit`, `vmap`, `grad`, `shard_map` on Rngs or a stochastic module.",
    why="""
Since Flax 0.11.0 modules are pytrees, so the transforms of JAX take them without a word. They work
on copies: what the function counts on its streams is lost, and the next call draws the same
numbers again. Older releases refuse. `nnx.jit` and its kin write the new state back; with raw JAX
the function has to return the module, or its state, and the caller to keep it. On any release that
goes for a state of `nnx.split` as well, of which `nnx.merge` or `graphdef.apply` makes a module
inside: passed in again as it was, it gives the same numbers again. `jax.custom_vjp` and
`jax.custom_jvp` copy what they are given as well, traced or not.
""",
    before="""
from flax import nnx
import jax
import jax.numpy as jnp

model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

@jax.jit
def forward(model, x):
    return model(x)

for _ in range(2):
    forward(model, jnp.ones(8))
""",
    after="""
from flax import nnx
import jax.numpy as jnp

model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

@nnx.jit
def forward(model, x):
    return model(x)

for _ in range(2):
    forward(model, jnp.ones(8))
""",
    outcomes=(
        Outcome("0.8.0", "raises TypeError: not an array; vmap gives all lanes the same numbers"),
        Outcome("0.11.0", "every call draws the same numbers"),
    ),
    silent=(
        "the function returns the module, the Rngs, or its state",
        "the function is called once",
        "what `nnx.merge` makes of a state draws nothing, or its new state is returned",
        "`jax.lax.scan` or a loop carries the new state from step to step",
        "the code uses hijax variables, whose state JAX follows",
    ),
    links=("https://flax.readthedocs.io/en/latest/migrating/nnx_010_to_nnx_011.html",),
    check=check,
    about_releases=True,
    may_find=may_find,
    fixes=("unsafe",),
)
