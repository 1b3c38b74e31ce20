"""What NNX204 says of objects: modules and their attributes, their states, their optimizers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules.base import Finding, Message, brief
from flake8_nnx_rng.semantics.legacy.flat_states import dicts_of_states
from flake8_nnx_rng.semantics.legacy.kept_states import kept_states
from flake8_nnx_rng.semantics.legacy.optimizers import (
    GRADIENTS,
    HOLDING,
    first_holding,
    holding_optimizers,
    named_gradients,
)
from flake8_nnx_rng.semantics.legacy.reseeded import reseeded
from flake8_nnx_rng.semantics.releases.eras import (
    FLATTENS_TO_PAIRS,
    first_keeping,
    first_sharing,
)
from flake8_nnx_rng.semantics.summaries.static_attributes import static_attributes
from flake8_nnx_rng.syntax.nodes import arguments, call_of, field_of
from flake8_nnx_rng.syntax.text import beginning

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis

DERIVED = rf"{beginning('class')}\s+\w+\s*[\[(]"
"""A class that may be one of modules, by a base of this file or of another."""
MAY_BE_STATIC = (
    r"= *(?:None|[\[({]|(?:list|tuple|dict)\()|self\.\w+ *= *(?:-?\d|True|False|['\"])"
    r"|\bsetattr\(|\(\s*[\[({]|\bdefault_factory\b|\breturn *[\[({]|\(self[^()]*\*\w"
)
"""What may be the first value of an attribute that is to hold data, or a list of it."""


def objects(analysis: Analysis) -> Iterator[Finding]:
    """Find shared states, seeds that are drawn from, static attributes, empty optimizers."""
    yield from _shared_states(analysis)
    yield from _kept_states(analysis)
    yield from _reseeded(analysis)
    yield from _static_attributes(analysis)
    yield from _optimizers(analysis)
    for call in dicts_of_states(analysis):
        what = f"{brief(call.text)} is no dict since Flax {FLATTENS_TO_PAIRS}, but a row of pairs"
        effect = "raises AttributeError or TypeError"
        yield Finding(call, Message(what, effect, "make a dict of it: dict(...)"))


def _shared_states(analysis: Analysis) -> Iterator[Finding]:
    """States that are captured and merged, which made variables of its own."""
    for merged in analysis.merged_states:
        written = field_of(merged.call, "function").text
        states = ", ".join(node.text for node in merged.states or merged.used)
        if merged.use is None:
            effect = "draws of the one move the streams of the other"
        else:
            transform = merged.use.reference.text
            effect = f"what {transform} runs may not change them (raises TraceContextError)"
        shared = f"shares the variables of {brief(states)} with the module since Flax"
        what = f"{brief(written)} {shared} {first_sharing()}"
        yield Finding(merged.call, Message(what, effect, "merge a copy"))


def _kept_states(analysis: Analysis) -> Iterator[Finding]:
    """States that are kept to go back to, and change with their module."""
    for kept in kept_states(analysis):
        written, module = field_of(kept.call, "function").text, brief(kept.module.text)
        what = f"{brief(written)} shares the variables of {module} since Flax {first_sharing()}"
        name = brief(kept.name.text)
        effect = f"{name} changes with {module}, which is written before {name} is used"
        yield Finding(kept.call, Message(what, effect, "take the state of a clone"))


def _reseeded(analysis: Analysis) -> Iterator[Finding]:
    """Streams that draw other numbers than they did for the same seed."""
    for call in reseeded(analysis):
        streams = ", ".join(arguments(call).keywords)
        drawn = f"draws the key of {brief(streams)} from what it is given since Flax"
        what = f"{brief(field_of(call, 'function').text)} {drawn} {first_sharing()}"
        effect = "every draw after it differs: it was the key itself before"
        yield Finding(call, Message(what, effect, "set the key itself, or take other numbers"))


def _static_attributes(analysis: Analysis) -> Iterator[Finding]:
    """Attributes of modules that their first value makes static."""
    for attribute in static_attributes(analysis):
        name, since = brief(attribute.name), first_keeping()
        what = f"{name!r} is static by its first value since Flax {since}, and takes no data"
        if attribute.holder is not None:
            what = f"a list, tuple or dict in nnx.{name} is static since Flax {since}"
        effect = f"raises ValueError: {brief(attribute.data.text, 40)} is data"
        yield Finding(attribute.value, Message(what, effect, "say that it is data, with nnx.data"))


def _optimizers(analysis: Analysis) -> Iterator[Finding]:
    """Optimizers that are meant to hold their model, and what they are given by name."""
    since = first_holding()
    for expression in holding_optimizers(analysis):
        call = call_of(expression)
        is_filtered = call is not None and "wrt" in arguments(call).keywords
        lack, effect = "wants wrt=", "raises TypeError"
        if is_filtered:
            lack, effect = "is used as if it did", "raises TypeError or AttributeError"
        what = f"{brief(expression.text)} holds no model since Flax {since}, and {lack}"
        yield Finding(
            expression, Message(what, effect, f"use nnx.{HOLDING}, which does what it did")
        )
    for call in named_gradients(analysis):
        written = brief(field_of(call, "function").text)
        what = f"{written} of an optimizer takes {GRADIENTS} by position alone since Flax {since}"
        yield Finding(call, Message(what, "raises TypeError", f"write it without {GRADIENTS}="))
