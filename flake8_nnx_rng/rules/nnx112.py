"""NNX112: `split_rngs(node)` never restored, the node then used as scalar."""

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
from flake8_nnx_rng.semantics.passages.in_place_splits import IN_PLACE, unrestored
from flake8_nnx_rng.semantics.passages.split_draws import SPLITTING, split_draws

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.passages.in_place_splits import Unrestored
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.semantics.summaries.draw import Draw
    from flake8_nnx_rng.syntax.text import Text
    from flake8_nnx_rng.syntax.tree import Node


_METHODS = rf"\.(?:{'|'.join(SPLITTING)})[ \t]*\("


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find splits in place with a scalar use behind them, or inside their `with`."""
    for found in unrestored(analysis):
        node = found.use if found.statement is None else found.split
        other = found.split if node is found.use else found.use
        words = "split here" if node is found.use else "used as scalar here"
        yield Finding(node, _message(analysis, found), related=(Related(other, words),))
    for draw, split in split_draws(analysis):
        message = _message_of_draw(analysis, draw, split)
        yield Finding(draw.node, message, related=(Related(split, "split here"),))


def _message_of_draw(analysis: Analysis, draw: Draw, split: Node) -> Message:
    what = f" needs {brief(draw.place.written or split.text)!r} scalar, and it is split"
    effect, evidence = RULE.effect(analysis.release), f"{brief(split.text, 40)} splits it"
    advice = "map it with nnx.vmap, or draw from what is not split"
    return Message(
        headed(draw.node.text, what),
        because(effect, f"{evidence}{on_line(analysis, split)}"),
        advice,
    )


def _message(analysis: Analysis, found: Unrestored) -> Message:
    effect, split, state = RULE.effect(analysis.release), found.split.text, brief(found.state.text)
    if found.statement is None:
        return Message(
            f"{brief(found.use.text)} needs {state!r} scalar, and in this with it is split",
            effect,
            "map it here, or move this out of the with",
        )
    advice = f"write `with {split}:` around what maps it"
    if found.again:
        what = f"{brief(split, 40)} in a loop splits what the last round has split"
        return Message(what, effect, advice)
    needs = f"{brief(found.use.text, 40)}{on_line(analysis, found.use)} needs it so"
    what = headed(split, f" is never restored, and {state!r} is then used as scalar")
    return Message(what, because(effect, needs), advice)


def may_find(text: Text, release: Release) -> bool:
    """A function that splits in place, or a method that gives an Rngs that is split."""
    return text.takes(IN_PLACE) or text.matches(_METHODS)


RULE = Rule(
    code="NNX112",
    name="split-not-restored",
    summary="`split_rngs(node)` never restored, the node then used as scalar.",
    why="""
As a statement, `nnx.split_rngs(rngs, splits=n)` splits the Rngs in place and for good: its streams
hold n keys until `nnx.restore_rngs` is called with what it returned. That is right for a function
that maps the Rngs, and wrong for everything that draws one number from it: a stream that is
called, a layer that is made, a transform that broadcasts it. In a `with` statement the split ends
with the block, and the streams go on from there. The Rngs that `rngs.split(n)` and
`rngs.fork(split=n)` return, and one that is made of several keys, is split from the start: nothing
but a transform that maps it can draw from it.
""",
    before="""
from flax import nnx

@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

def build(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3)
    models = create(rngs)
    return models, nnx.Linear(3, 1, rngs=rngs)
""",
    after="""
from flax import nnx

@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

def build(rngs: nnx.Rngs):
    with nnx.split_rngs(rngs, splits=3):
        models = create(rngs)
    return models, nnx.Linear(3, 1, rngs=rngs)
""",
    outcomes=(Outcome("0.9.0", "raises ValueError: fold_in accepts a single key"),),
    silent=(
        "the Rngs is only mapped after the split, bound again, or the function ends",
        "it may be scalar all the same: what is split comes as an argument, or in one case only",
        "what is returned may restore it: `backups = nnx.split_rngs(...)`, with the backups used",
        "the use is in a function that is not in view, in an inner function, or expects the error",
        "`only=` or `squeeze=` is given, or a graph mode in which a copy is returned",
    ),
    links=(
        "https://flax.readthedocs.io/en/latest/guides/randomness.html",
        "https://flax.readthedocs.io/en/latest/api_reference/nnx/rnglib.html",
    ),
    check=check,
    may_find=may_find,
    fixes=("safe",),
)
