"""Faults: where the keys that a body draws from are not what the draw needs."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.summaries.draw import Draw
from flake8_nnx_rng.semantics.values.places import NOWHERE, Place
from flake8_nnx_rng.semantics.values.values import Kind, Track

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.passages.passage import Entry, Passage
    from flake8_nnx_rng.semantics.program.layers import Layer
    from flake8_nnx_rng.syntax.tree import Node


class FaultKind(Enum):
    """What is wrong with the keys."""

    UNSPLIT = auto()
    """A layer maps them and they have no axis for it."""
    STACKED = auto()
    """A draw needs one key and there are several."""
    ALIKE = auto()
    """Every lane or step draws with the same key."""
    COPIED = auto()
    """The draw counts in a copy that is lost."""
    REFUSED = auto()
    """A transform of JAX gets state where it takes arrays only."""


_STATEFUL = (Kind.RNGS, Kind.STREAM, Kind.MODULE, Kind.OBJECT, Kind.STATE, Kind.TREE)


class Fault(NamedTuple):
    """One fault, at the layer that causes it, in one call of the function that has this layer.

    `place` and `node` are where the keys live and are drawn from in the body of that function.
    """

    kind: FaultKind
    layer: Layer
    passage: Passage
    entry: Entry | None = None
    draw: Draw | None = None
    place: Place = NOWHERE
    node: Node | None = None

    @property
    def made(self) -> Node | None:
        """The call in the body that makes the Rngs there, of a key that is passed."""
        function = self.passage.function.node
        rngs = None if self.draw is None else self.draw.rngs
        made = None if rngs is None or self.place.is_parameter_of(function) else rngs.written
        return made if made is not None and function in made.ancestors() else None

    @property
    def is_of_key(self) -> bool:
        """Whether what is drawn from is made of a key, in the body or in what it calls."""
        if self.draw is None or self.place.is_parameter_of(self.passage.function.node):
            return False
        passed = self.passage.outside.values()
        return self.made is not None or not any(value.kind in _STATEFUL for value in passed)

    @property
    def key(self) -> str | None:
        """The parameter with the key of which the body makes an Rngs."""
        names = {parameter.name for parameter in self.passage.function.parameters}
        mentions = () if self.made is None else self.made.find_all("identifier")
        return next((mention.text for mention in mentions if mention.text in names), None)

    @property
    def track(self) -> Track:
        """What became of the keys until the fault."""
        if self.draw is not None:
            return self.draw.value.track(self.draw.stream)
        return Track() if self.entry is None else self.entry.value.track(self.entry.stream)


def of_passage(passage: Passage) -> Iterator[Fault]:
    """What comes to a layer in one call that cannot take it, drawn from or not."""
    for entry in passage.refused:
        yield Fault(FaultKind.REFUSED, entry.layer, passage, entry)
    for entry in passage.unsplit:
        yield Fault(FaultKind.UNSPLIT, entry.layer, passage, entry)
    for entry in passage.stacked:
        yield Fault(FaultKind.STACKED, entry.layer, passage, entry)


def of_draw(draw: Draw) -> Iterator[Fault]:
    """What is wrong with the keys of a draw."""
    track = draw.value.track(draw.stream)
    if track.least < 0 and track.exact:
        yield from _at(FaultKind.UNSPLIT, draw, track.mapped[-1:])
    elif track.least > 0:
        layers = track.split[-1:] or track.alike[-1:] or track.mapped[-1:]
        yield from _at(FaultKind.STACKED, draw, layers)
    elif draw.random and not draw.folded:
        yield from _at(FaultKind.COPIED, draw, track.copied)
        yield from _at(FaultKind.ALIKE, draw, track.alike)


def _at(kind: FaultKind, draw: Draw, layers: tuple[Layer, ...]) -> Iterator[Fault]:
    for layer in layers:
        for crossing in draw.through:
            if layer in crossing.passage.stack.layers:
                passage, place, node = crossing.passage, crossing.place, crossing.node
                yield Fault(kind, layer, passage, draw=draw, place=place, node=node)
                break
