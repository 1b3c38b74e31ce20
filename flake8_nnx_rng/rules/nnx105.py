"""NNX105: a draw inside a transformed function from an Rngs or module captured from outside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules.base import (
    Finding,
    Message,
    Outcome,
    Related,
    Rule,
    because,
    brief,
    headed,
)
from flake8_nnx_rng.rules.faulty import MOVED
from flake8_nnx_rng.rules.places import on_line
from flake8_nnx_rng.semantics.legacy.merged_states import is_told_of
from flake8_nnx_rng.semantics.passages.captures import Capture, captures_in
from flake8_nnx_rng.semantics.passages.lost_states import gets_other_keys, is_captured_again
from flake8_nnx_rng.semantics.program.functions import read_function
from flake8_nnx_rng.semantics.program.raw import is_static
from flake8_nnx_rng.semantics.program.transformed import ABSTRACT, GRADIENTS, LANES, STEPS, kind_of
from flake8_nnx_rng.semantics.releases.eras import (
    LOOSE,
    sees_capture,
    shares_merged,
    writes_inner_state,
)
from flake8_nnx_rng.semantics.releases.transforms import DERIVATIVES
from flake8_nnx_rng.semantics.values.values import Kind
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.text import Text


_NAMES = (
    "jit",
    "map",
    "scan",
    "grad",
    "remat",
    "checkpoint",
    "cond",
    "switch",
    "_loop",
    "eval_shape",
    "make_jaxpr",
    "vjp",
    "jvp",
    "linearize",
    "jac",
    "hessian",
    "vectorize",
    "along_axis",
    "closure_convert",
)


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find draws from captured state, where the target release does not allow them."""
    for capture in captures_in(analysis):
        use = capture.use(analysis.release)
        if capture.draw.merged:
            effect = _of_merged(analysis, capture, kind_of(use))
        else:
            effect = _inner_effect(analysis, capture, kind_of(use))
            effect = effect or _effect(analysis, capture, use)
        if effect:
            message, binding = _message(analysis, capture, use, effect), capture.draw.place.binding
            others = () if binding is None else (Related(binding.node, "bound here"),)
            yield Finding(capture.draw.node, message, related=others)


def _inner_effect(analysis: Analysis, capture: Capture, transform: str) -> str:
    """What happens where captured state is handed to a transform of Flax, which takes it apart."""
    name, release = _inner(analysis, capture), analysis.release
    if name in LOOSE and writes_inner_state(release):
        return _same_numbers(transform)
    is_strict = name in LANES | STEPS | GRADIENTS and name not in LOOSE
    return MOVED if is_strict and sees_capture(transform, release) else ""


def _inner(analysis: Analysis, capture: Capture) -> str:
    """The transform of Flax that the drawing call calls, if any."""
    if capture.inner is not None and capture.inner.stack.layers:
        use = capture.inner.stack.layers[0].use
        return "" if use is None else use.name
    return analysis.names.nnx(field_of(capture.draw.node, "function")) or ""


def _effect(analysis: Analysis, capture: Capture, use: TransformUse) -> str:
    """What happens; nothing where an unchecked gradient draws as if it were not traced.

    Where only shapes are asked for, unchecked draws do no harm either, nor where the function gives
    what it captures state of its own.
    """
    transform = kind_of(use)
    if sees_capture(transform, analysis.release):
        return "raises TraceContextError"
    is_harmless = transform in GRADIENTS | DERIVATIVES | ABSTRACT or _is_updated(analysis, capture)
    return "" if is_harmless else _same_numbers(transform)


def _is_updated(analysis: Analysis, capture: Capture) -> bool:
    """Whether `nnx.update` hands the state to what is drawn from, or to what holds it."""
    draw, held = capture.draw, analysis.flow.reader.held
    parts = (draw.place.root or "", *draw.place.path)
    return any(
        held.is_updated(draw.node, ".".join(parts[:count])) for count in range(1, len(parts) + 1)
    )


def _of_merged(analysis: Analysis, capture: Capture, transform: str) -> str:
    """What happens where `nnx.merge` makes a module of a captured state.

    It was another module than that of outside before 0.11.0.
    """
    if gets_other_keys(analysis):
        return ""
    if shares_merged(analysis.release):
        is_told = is_told_of(analysis, capture.function)  # by NNX204, of old code
        return "" if is_told else "raises TraceContextError"
    repeats = transform in LANES | STEPS or is_captured_again(capture, analysis)
    return _same_numbers(transform) if repeats else ""


def _same_numbers(transform: str) -> str:
    kind = "lane" if transform in LANES else "step" if transform in STEPS else "call"
    return f"every {kind} draws the same numbers"


def _message(analysis: Analysis, capture: Capture, use: TransformUse, effect: str) -> Message:
    draw, place, transform = capture.draw, capture.draw.place, brief(use.reference.text)
    kind = "a module" if draw.kept or draw.value.kind is Kind.MODULE else "an Rngs"
    if draw.merged:
        kind = "a state"
    what = f" draws from {brief(place.written, 24)!r}, {kind} captured from outside of {transform}"
    bound = "" if place.binding is None else on_line(analysis, place.binding.node)
    advice = f"pass {place.root!r} as an argument, so that {transform} carries its state"
    if draw.merged:
        advice = f"pass {place.root!r} as an argument, and return the new state"
    if is_static(use, read_function(capture.function), place.root):
        what = f" draws from {brief(place.written, 24)!r}, which {transform} leaves out as static"
        advice = f"have no state in {place.root!r}: pass that as an argument which is not static"
    evidence = f"{place.root!r} is bound{bound}" if bound else ""
    return Message(headed(draw.node.text, what), because(effect, evidence), advice)


def may_find(text: Text, release: Release) -> bool:
    """Anything of `flax.nnx` that draws, and a transform, of JAX too."""
    return text.has("Rngs", "rngs", "Dropout") and text.has(*_NAMES)


RULE = Rule(
    code="NNX105",
    name="captured-rngs",
    summary="Rngs or stochastic module captured from outside and drawn from in a transform.",
    why="""
A draw advances the count of its stream. Inside a transformed function that count is a traced value,
which cannot be written into an object from outside: Flax raises TraceContextError. Flax 0.10.1 to
0.10.4 did not check and gave every lane, step or call the same numbers; before 0.10.1 `nnx.vmap`
did so, too. What is passed as an argument, the transform takes in and hands back, unless that is
static, as an object with a model by `static_argnums=0`. A captured state of which `nnx.merge` makes
a module inside raises since 0.11.0, when they began to share variables; before, each lane, step or
call drew the same from it.
""",
    before="""
from flax import nnx
import jax

rngs = nnx.Rngs(0)

@nnx.jit
def add_noise(x):
    return x + jax.random.normal(rngs.noise(), x.shape)
""",
    after="""
from flax import nnx
import jax

rngs = nnx.Rngs(0)

@nnx.jit
def add_noise(x, rngs):
    return x + jax.random.normal(rngs.noise(), x.shape)
""",
    outcomes=(
        Outcome("0.8.0", "raises TraceContextError; in vmap every lane draws the same numbers"),
        Outcome("0.10.1", "every lane, step or call draws the same numbers"),
        Outcome("0.10.5", "raises TraceContextError"),
    ),
    silent=(
        "a key that was drawn outside is captured: that is data",
        "the state was made inside the function, or passed to it and merged there",
        "the captured module draws nothing: rate 0, `deterministic=True`, `model.eval()`",
        "before Flax 0.10.5 it got state of its own there by `nnx.update`",
        "the code uses hijax variables, whose state JAX follows",
        "`nnx.grad` before Flax 0.10.5, where the draw is as if outside",
    ),
    links=("https://flax.readthedocs.io/en/latest/api_reference/flax.errors.html",),
    check=check,
    may_find=may_find,
    fixes=("unsafe",),
)
