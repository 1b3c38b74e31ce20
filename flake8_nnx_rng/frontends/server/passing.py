"""What is told of a transform under the cursor: what enters it, and what its function gets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.values.values import Kept, Kind, Track, Value

if TYPE_CHECKING:
    from flake8_nnx_rng.project.target import Target
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.passages.passage import Passage
    from flake8_nnx_rng.semantics.program.layers import Stack
    from flake8_nnx_rng.syntax.tree import Node

_MOST_CALLS = 3
_KINDS = {Kind.RNGS: "Rngs", Kind.STREAM: "stream", Kind.KEY: "key", Kind.MODULE: "module"}


def transform_at(analysis: Analysis, offset: int) -> tuple[Node, Stack] | None:
    """The name of a transform that stands at an offset, and what it is applied to."""
    for stack in analysis.flow.stacks:
        for layer in stack.layers:
            name = layer.use.reference if layer.use is not None else None
            if name is not None and name.start <= offset <= name.end:
                return name, stack
    return None


def described(analysis: Analysis, stack: Stack, name: str, target: Target) -> str:
    """What the transformed function gets, as Markdown."""
    around = " > ".join(f"`{layer.written.splitlines()[0]}`" for layer in stack.layers)
    lines = [f"**{name}** for Flax {target.release} ({target.reason})"]
    if len(stack.layers) > 1:
        lines.append(f"From the outside in: {around}")
    if stack.function is None:
        lines.append("What function it runs is not in view.")
    passages = analysis.flow.passages_of(stack) if stack.function is not None else []
    for passage in passages[:_MOST_CALLS]:
        lines.append("\n".join([_call(passage), "", *_rows(passage)]))
    if len(passages) > _MOST_CALLS:
        lines.append(f"{len(passages) - _MOST_CALLS} more calls are in view.")
    return "\n\n".join(lines)


def _call(passage: Passage) -> str:
    if passage.call is None:
        return "No call is in view:"
    line = passage.caller.module.lines.position(passage.call.start).row
    where = "" if passage.caller is passage.home else f" of {passage.caller.shown}"
    return f"Called on line {line}{where}:"


def _rows(passage: Passage) -> Iterator[str]:
    carried = [
        (p.name, passage.outside[p.name], passage.inside[p.name])
        for p in passage.function.parameters
        if p.name in passage.outside and passage.outside[p.name].kind in _KINDS
    ]
    if not carried:
        yield "No argument is known to carry random state."
        return
    yield "| argument | enters as | in each call of the function |"
    yield "|---|---|---|"
    for name, outside, inside in carried:
        yield f"| `{name}` | {_words(outside)} | {_words(inside, is_inside=True)} |"


def _words(value: Value, *, is_inside: bool = False) -> str:
    """`Rngs, scalar`."""
    if value.kind not in _KINDS:
        return "not known"
    kind = _KINDS[value.kind]
    if value.kind is Kind.MODULE and value.kept is Kept.NOTHING:
        return f"{kind} without random state"
    tracks = dict.fromkeys(map(_state, value.tracks()))
    told = f"{kind}, {' or '.join(tracks)}"
    if is_inside and any(track.alike for track in value.tracks()):
        return f"{told}, the same in all of them"
    return told


def _state(track: Track) -> str:
    """What the keys are."""
    if track.exact and track.least < 0:
        return "mapped over an axis that it does not have"
    if track.is_scalar:
        return "scalar"
    if track.least <= 0:
        return "scalar or split, that is not known"
    axes = "1 axis" if track.least == 1 else f"{track.least} axes"
    return f"split, with {'' if track.exact else 'at least '}{axes}"
