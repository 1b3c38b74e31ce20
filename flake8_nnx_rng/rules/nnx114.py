"""NNX114: `only=` names a stream that this `Rngs(...)` does not have: nothing is split."""

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
from flake8_nnx_rng.rules.places import on_line
from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.passages.faults import FaultKind
from flake8_nnx_rng.semantics.program.filters import filter_of, split_in
from flake8_nnx_rng.semantics.program.in_place_statements import is_tried
from flake8_nnx_rng.semantics.program.uses import Form
from flake8_nnx_rng.semantics.releases.eras import forks_dropout, reads_state_axes
from flake8_nnx_rng.semantics.releases.transforms import SPLITTING
from flake8_nnx_rng.semantics.values.values import DEFAULT, Kept
from flake8_nnx_rng.syntax.nodes import arguments, field_of, is_field, keyword_node

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.passages.missed import Miss
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.text import Text
    from flake8_nnx_rng.syntax.tree import Node

_METHODS = ("fork", "split")
_ABSENT = "raises AttributeError: the stream that is drawn from is not there"
_BROADCAST = "raises ValueError: fold_in accepts a single key, and the split one is not mapped"
_KEPT = "raises ValueError: nothing is split, and the streams that layers keep are not mapped"
_WHOLE = "raises IndexError or ValueError: nothing is split, and a scalar key has no axis"


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find filters by stream name that certainly match nothing."""
    for stack in analysis.stacks.all:
        for missed in analysis.missed_streams.of(stack):
            effect = _of_flow(analysis, stack) or (_BROADCAST if missed.is_split else None)
            yield _finding(analysis, missed.place, missed.miss, effect)
    for use in analysis.uses:
        yield from _in_place(analysis, use)
    yield from _methods(analysis)


def _of_flow(analysis: Analysis, stack: Stack) -> str | None:
    """What the keys, as the filters leave them, come to in the transformed function."""
    kinds = {fault.kind for fault in analysis.flow.faults if fault.passage.stack == stack}
    if FaultKind.UNSPLIT in kinds:
        return _WHOLE
    return _BROADCAST if FaultKind.STACKED in kinds else None


def _in_place(analysis: Analysis, use: TransformUse) -> Iterator[Finding]:
    """`nnx.split_rngs(rngs, splits=3, only="params")`, also in a `with`."""
    state, call = use.target, use.call
    known = use.form is Form.CALL and use.name in SPLITTING and analysis.api(use.name) is not None
    if not known or state is None or call is None:
        return
    keyword, wanted = filter_of(use, analysis.names)
    miss = analysis.missed_streams.of_value(state, wanted, analysis) if wanted else None
    if miss is None or is_tried(call) or analysis.state_mentions.is_asserted(state):
        return
    mentions = analysis.module.mentions_by_name(state.text)
    behind = [mention for mention in mentions if mention.start > call.start]
    place = keyword_node(call, keyword)
    yield _finding(analysis, place, analysis.missed_streams.reaching(miss, behind))


def _methods(analysis: Analysis) -> Iterator[Finding]:
    """`rngs.split({"params": 3})`, `rngs.fork(split={"params": 3})`."""
    for mention in analysis.module.mentions_of(_METHODS):
        attribute = mention.parent
        call = None if attribute is None else attribute.parent
        if attribute is None or call is None or not is_field(call, "function", attribute):
            continue
        given = arguments(call)
        sizes = given.keywords.get("split") or next(iter(given.positional), None)
        known = releases.method("Rngs", mention.text, analysis.release) is not None
        wanted = split_in(sizes, analysis.names) if sizes is not None and known else None
        state = field_of(attribute, "object")
        miss = analysis.missed_streams.of_value(state, wanted, analysis) if wanted else None
        if miss is None or sizes is None or is_tried(call):
            continue
        if analysis.state_mentions.is_asserted(state):
            continue
        named = [call, *_names_of(analysis, call)]
        yield _finding(analysis, sizes, analysis.missed_streams.reaching(miss, named))


def _names_of(analysis: Analysis, value: Node) -> list[Node]:
    """The mentions of the name that a value is assigned to."""
    holder = value.parent
    left = holder.field("left") if holder is not None and holder.kind == "assignment" else None
    mentions = [] if left is None else analysis.module.mentions_by_name(left.text)
    return [mention for mention in mentions if analysis.names.value(mention) == value]


def _effect(analysis: Analysis, miss: Miss) -> str:
    """What happens at run time in the target release."""
    passage, missed = miss.passage, analysis.missed_streams
    if passage is None:
        return RULE.effect(analysis.release)
    if missed.is_mapped_whole(miss):
        return _WHOLE
    if DEFAULT not in miss.streams and missed.drawn(miss) - miss.streams:
        return _ABSENT
    kept = analysis.flow.guesses.returned(passage.function).kept
    shared = Kept.SHARED if forks_dropout(analysis.release) else Kept.SHARED | Kept.OWN
    if kept & shared and not all(
        _returns_shared(analysis, la) for la in passage.stack.mapping_layers
    ):
        return _KEPT
    return RULE.effect(analysis.release)


def _returns_shared(analysis: Analysis, layer: Layer) -> bool:
    """Whether the Rngs may come back in a module, under axes that say the same of it."""
    given = None if layer.use is None else layer.use.option("in_axes")
    written = None if layer.use is None else layer.use.option("out_axes")
    if given is None or written is None or written.kind == "integer":
        return False
    return written.text in given.text or reads_state_axes(analysis.release)


def _finding(analysis: Analysis, place: Node, miss: Miss, effect: str | None = None) -> Finding:
    made = (Related(miss.made, "made here"),)
    return Finding(place, _message(analysis, place, miss, effect), related=made)


def _message(analysis: Analysis, place: Node, miss: Miss, effect: str | None) -> Message:
    names = brief(" and ".join(map(repr, sorted(miss.wanted))))
    said = place.text if place.kind == "keyword_argument" else f"the filter {place.text}"
    what = headed(said, f" finds no stream {names} in {brief(miss.made.text)}")
    made = on_line(analysis, miss.made)
    proof = f"the Rngs is made{made}" if made else ""
    return Message(what, because(effect or _effect(analysis, miss), proof), _advice(miss))


def _advice(miss: Miss) -> str:
    if miss.meant is not None:
        return f"write {miss.meant!r}"
    streams = ", ".join(f"{name}=..." for name in sorted(miss.wanted))
    if miss.streams == {DEFAULT}:
        return f"its only stream is 'default'; name that, or make nnx.Rngs({streams})"
    has = " and ".join(map(repr, sorted(miss.streams)))
    return f"it has {has}; name one of these, or add {streams}"


def may_find(text: Text, release: Release) -> bool:
    """A filter by the name of a stream, and an Rngs that is made here."""
    if not text.takes({"Rngs"}):
        return False
    return text.has("StateAxes", "only") or text.matches(
        r"\.[\s\\]*(?:split|fork)[\s\\]*\(|fork_rngs|with_rngs"
    )


RULE = Rule(
    code="NNX114",
    name="unknown-stream",
    summary="`only=` names a stream that this `Rngs(...)` does not have: nothing is split.",
    why="""
A string in `only=`, in a dict of sizes or in `nnx.StateAxes` matches the streams of that name, the
one under which they were made. A draw is more forgiving: `rngs.params()` takes the default stream
where there is no other, and so does every layer. `nnx.Rngs(0)` has the stream `default` alone, so
that `only="params"` splits nothing, and the lanes draw from one key that none of them owns.
""",
    before="""
from flax import nnx
from models import create_ensemble  # maps the stream "params"

rngs = nnx.Rngs(0)
with nnx.split_rngs(rngs, splits=3, only="params"):
    models = create_ensemble(rngs)
""",
    after="""
from flax import nnx
from models import create_ensemble  # maps the stream "params"

rngs = nnx.Rngs(params=0, dropout=1)
with nnx.split_rngs(rngs, splits=3, only="params"):
    models = create_ensemble(rngs)
""",
    outcomes=(Outcome("0.9.0", "nothing is split: every lane draws the same numbers"),),
    silent=(
        "the streams are not certain: a seed that may be a mapping, `**`, no visible call",
        "the streams of a module whose class is not in view, or that may be deterministic",
        "one of the streams that are named is there, or the filter is not by names alone",
        "another argument of the call may have the stream",
        "the function draws only from streams that are there, which may be shared on purpose",
    ),
    links=(
        "https://flax.readthedocs.io/en/latest/guides/randomness.html",
        "https://flax.readthedocs.io/en/latest/guides/filters_guide.html",
    ),
    check=check,
    may_find=may_find,
    fixes=("unsafe",),
)
