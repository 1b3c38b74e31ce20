"""What rules say of a constant seed that a transform repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.rules.base import Finding, Message, Related, because, brief, headed
from flake8_nnx_rng.rules.places import on_line
from flake8_nnx_rng.semantics.program.transformed import LANES, STEPS, kind_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.summaries.repeats import Repeat
    from flake8_nnx_rng.syntax.tree import Node


def repeated(analysis: Analysis, found: Repeat, wanted: str) -> Finding:
    """The finding, which advises to split or pass `wanted`: "an Rngs", "a key"."""
    if found.made is None:
        return Finding(found.node, _message(found, found.node, wanted))
    evidence = f"it is made{on_line(analysis, found.made)}"
    message = _message(found, found.made, wanted, evidence)
    return Finding(found.node, message, related=(Related(found.made, "made here"),))


def _message(found: Repeat, node: Node, wanted: str, evidence: str = "") -> Message:
    transform, made = brief(found.use.reference.text), " ".join(node.text.split())
    kind = kind_of(found.use)
    if kind in LANES:
        unit, where = "lane", "in every lane of"
        advice = f"split {wanted} above {transform} and pass it in"
    elif kind in STEPS:
        unit, where, advice = "step", "at every step of", "make it outside and carry it along"
    else:
        unit, where, advice = "call", "on every call of", "make it outside and pass it in"
    what = headed(made, f" is made anew {where} {transform}")
    return Message(what, because(f"every {unit} draws the same numbers", evidence), advice)
